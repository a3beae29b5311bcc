/** `access token`: a token of the running local Okta, for scripts. */
import { InvalidArgumentError } from "commander";
import { productAt } from "../../components/stack/product";
import { json, UsageError, type Register } from "../io";

interface Options {
  readonly product: string;
  readonly acr?: string;
  readonly maxAge?: number;
  readonly decode?: boolean;
}

/** Adds `access token`. */
export const token: Register = (program, io, done) => {
  program
    .command("token")
    .description("a token of the local Okta on stdout: of a person at a client, or a service client's own")
    .argument("<who...>", "PERSON CLIENT SCOPE…, or CLIENT SCOPE… for a service client; a person by key or login")
    .option("--acr <level>", "the level of authentication to ask for")
    .option("--max-age <seconds>", "how long ago the person may have signed in at most", seconds)
    .option("--decode", "print what the token says instead of the token")
    .option("--product <dir>", "the product's folder", ".")
    .addHelpText(
      "after",
      '\nExample: curl -H "authorization: Bearer $(access token leo support-console users:read)" http://127.0.0.1:7172/…',
    )
    .action(async (words: string[], { product, decode, acr, maxAge }: Options) => {
      const found = productAt(product);
      // Loaded here: the servers and the SDK take longer to load than all the other commands to run.
      const local = require("../../local/token") as typeof import("../../local/token");
      try {
        const got = await local.localToken(found, { words, acr, maxAge });
        io.out(decode ? json(local.decoded(got)) : got.accessToken);
      } catch (error) {
        if (error instanceof local.TokenUsageError) throw new UsageError(error.message);
        if (error instanceof local.SignInRefused) io.err(`refused: ${error.message}`);
        else if (error instanceof local.NotRunningError) io.err(`error ${error.message}`);
        else throw error;
        done(1);
      }
    });
};

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 2 ** 31 - 1)
    throw new InvalidArgumentError("must be a whole number of seconds, 0 to 2147483647.");
  return value;
}
