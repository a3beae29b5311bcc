/** `access rotate`: the steps by which a client gets a new key without an interruption, tried on a local Okta with both keys. */
import { productAt, stackSettings, stacksOf } from "../../components/stack/product";
import type { Client } from "../../model/file";
import { authenticationOf } from "../../model/okta";
import path from "node:path";
import { json, UsageError, type Register } from "../io";
import { readKey, type ReadKey } from "../keys";
import { handlersBeside, loadModel, type ModelOptions } from "../loadModel";
import { required, withModelOptions } from "../options";
import { rotationSteps, type Registered, rotationText } from "../rotation";

interface Options extends ModelOptions {
  readonly old?: string;
  readonly new?: string;
  readonly json?: boolean;
}

/** Adds `access rotate`. */
export const rotate: Register = (program, io, done) => {
  withModelOptions(program.command("rotate"))
    .description("the steps by which a client gets a new key, each key tried with real token requests on a local Okta")
    .argument("<client>", "a client that proves itself with a key")
    .option("--old <file>", "the private key that it has, PEM or JWK; without it, one is made for the trial")
    .option("--new <file>", "the private key that it is to get; without it, one is made for the trial")
    .addHelpText(
      "after",
      "\nThe keys stay on this machine: what is printed of them is the public half of the new one.\n" +
        "With --stack, the keys of that stack file are looked at, and steps that are done already are marked.\n" +
        "Exit status 1 where a key is not taken when it should be, or is taken when it should not.",
    )
    .action(async (name: string, options: Options) => {
      const client = required(loadModel(options).clients, "client", name);
      assertHasKey(client);
      const registered = registeredKeys(client, options);
      if (client.handler !== undefined) {
        const steps = rotationSteps(client, registered, undefined, options.stack);
        io.out(options.json ? json({ client: name, steps, trial: [] }) : rotationText(name, steps, []));
        done(0);
        return;
      }
      const [old, next] = [await readKey(options.old, `${name}-old`), await readKey(options.new, `${name}-new`)];
      if (old.publicJwk.n === next.publicJwk.n)
        throw new UsageError(
          "`--old` and `--new` are one key: make a new pair, such as with `openssl genrsa -out new.pem 2048`",
        );
      assertRegistered(registered, old, options);
      const kept = distinctKid(old, next);
      const { rotates, tryKeys } = require("../../local/keyTrial") as typeof import("../../local/keyTrial");
      const trial = await tryKeys(kept);
      const steps = rotationSteps(
        client,
        registered,
        options.new === undefined ? undefined : kept.new.publicJwk,
        options.stack,
      );
      io.out(options.json ? json({ client: name, steps, trial }) : rotationText(name, steps, trial));
      done(rotates(trial) ? 0 : 1);
    });
};

function assertHasKey(client: Client): void {
  if (client.handler !== undefined || authenticationOf(client) === "private_key_jwt") return;
  throw new UsageError(
    authenticationOf(client) === "none"
      ? `\`${client.key}\` has no key: a client of type \`${client.type}\` proves itself by nothing that could be rotated`
      : `\`${client.key}\` has a secret and no key: make its second secret in Okta's Admin Console, let the client use it, then delete the first`,
  );
}

/** The client's keys in a stack file; none where no stack is named, or none of the client in it. */
function registeredKeys({ key }: Client, { model, stack }: ModelOptions): Registered {
  if (stack === undefined || handlersBeside(model) === undefined) return { jwks: [] };
  const product = productAt(path.dirname(path.resolve(model)));
  const settings = stackSettings(product, stack);
  if (settings === undefined) {
    const known = stacksOf(product).map((name) => `\`${name}\``);
    throw new UsageError(`there is no stack file \`Pulumi.${stack}.yaml\` (stacks: ${known.join(", ") || "none"})`);
  }
  const entry = Object(Object(settings["okta-api-access:clients"])[key]) as { jwks?: unknown; jwksUri?: unknown };
  if (typeof entry.jwksUri === "string") return { uri: entry.jwksUri };
  const jwks = Array.isArray(entry.jwks) ? entry.jwks : [];
  return { jwks: jwks.map((jwk: unknown) => ({ kid: String(Object(jwk).kid), n: String(Object(jwk).n) })) };
}

/** A private key that fits none of the registered ones is not the client's. */
function assertRegistered(registered: Registered, old: ReadKey, options: Options): void {
  const jwks = "uri" in registered ? [] : registered.jwks;
  if (options.old === undefined || jwks.length === 0 || jwks.some(({ n }) => n === old.publicJwk.n)) return;
  throw new UsageError(
    `\`${options.old}\` is not the private half of a key in \`Pulumi.${options.stack}.yaml\`: name the key that the client signs with now`,
  );
}

/** Okta tells the keys of a client apart by their `kid`. */
function distinctKid(old: ReadKey, next: ReadKey): Readonly<Record<"old" | "new", ReadKey>> {
  if (old.publicJwk.kid !== next.publicJwk.kid) return { old, new: next };
  throw new UsageError(`both keys have the \`kid\` \`${next.publicJwk.kid}\`: give the new one a \`kid\` of its own`);
}
