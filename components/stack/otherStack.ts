/** What another stack has made in Okta, read from its outputs, or from the settings where only the server is known. */
import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../../model/file";
import { names, printable } from "../../model/findings";
import { endWhereRefused, refused } from "../okta/refused";
import type { IdentitySources } from "./serviceIdentities";
import type { Settings } from "./settings/settings";
import { serverIdOf, type SharedServer } from "./settings/sharedServer";

/** What gateways and functions know of Okta, whichever stack has made it. */
export interface OktaPart extends IdentitySources {
  /** The `iss` and `aud` that tokens must have. */
  readonly issuer: pulumi.Output<string>;
  readonly audience: pulumi.Output<string>;
}

/** A server as far as one has to know it to write to it. */
export interface OtherServer {
  readonly id: pulumi.Output<string>;
  readonly issuer: pulumi.Output<string>;
}

/** The server of another stack, which must be for the audience of the access file. */
export function otherServer(server: SharedServer, access: Access): OtherServer {
  if (!("stack" in server)) return { id: pulumi.output(server.id), issuer: pulumi.output(server.issuer) };
  const { issuer } = new OtherStack(server.stack, access, []);
  return { id: issuer.apply((url) => serverIdOf(url)!), issuer };
}

/** All of the Okta part, of a stack that declares nothing there. */
export function otherOktaPart(settings: Settings & { authorizationServer: SharedServer }, access: Access): OktaPart {
  const server = settings.authorizationServer;
  if (!("stack" in server)) {
    const known = Object.entries(settings.clients).flatMap(([key, { clientId }]) =>
      clientId === undefined ? [] : [[key, pulumi.output(clientId)] as const],
    );
    return {
      issuer: pulumi.output(server.issuer),
      audience: pulumi.output(access.audience),
      clientIds: Object.fromEntries(known),
      groupIds: {},
      keys: {},
      orgUrl: settings.orgUrl ?? new URL(server.issuer).origin,
    };
  }
  const acting = [...access.clients.values()].filter(({ handler }) => handler !== undefined);
  const other = new OtherStack(server.stack, access, [
    ["clientIds", [...access.clients.keys()]],
    ...(acting.length === 0
      ? []
      : ([
          ["signingKeys", acting.map(({ key }) => key)],
          ["groupIds", [...access.groups.keys()]],
        ] as const)),
  ]);
  return {
    issuer: other.issuer,
    audience: pulumi.output(access.audience),
    clientIds: other.texts("clientIds"),
    groupIds: other.texts("groupIds"),
    keys: Object.fromEntries(Object.entries(other.texts("signingKeys")).map(([key, keyArn]) => [key, { keyArn }])),
    orgUrl: settings.orgUrl ?? other.issuer.apply((issuer) => new URL(issuer).origin),
  };
}

/** An output that is an object, and the keys that must be in it. */
type Wanted = readonly [name: string, keys: readonly string[]];

/** Outputs of a stack, all of them checked at once before any is used. */
class OtherStack {
  readonly issuer: pulumi.Output<string>;
  private readonly outputs: pulumi.Output<Readonly<Record<string, unknown>>>;

  constructor(
    private readonly stack: string,
    access: Access,
    private readonly wanted: readonly Wanted[],
  ) {
    const reference = new pulumi.StackReference(stack);
    const read = ["issuer", "audience", ...wanted.map(([name]) => name)];
    const values = pulumi.all(Object.fromEntries(read.map((name) => [name, reference.getOutput(name)])));
    this.outputs = values.apply((outputs: Readonly<Record<string, unknown>>) => {
      const problem = this.problem(outputs, access);
      if (problem !== undefined) throw refused(reference, problem);
      return outputs;
    });
    endWhereRefused(this.outputs);
    this.issuer = this.outputs.apply(({ issuer }) => String(issuer));
  }

  /** The texts of one output, by key; none where the output was not asked for. */
  texts(output: string): Record<string, pulumi.Output<string>> {
    const [, keys = []] = this.wanted.find(([name]) => name === output) ?? [];
    const value = (key: string) => this.outputs.apply((outputs) => String(Reflect.get(Object(outputs[output]), key)));
    return Object.fromEntries(keys.map((key) => [key, value(key)]));
  }

  private problem(outputs: Readonly<Record<string, unknown>>, { audience }: Access): string | undefined {
    const stack = `the stack \`${this.stack}\` (setting \`okta-api-access:authorizationServer\`)`;
    const again = `run \`pulumi up\` there first, with an index.ts that exports what \`declareStack\` gives`;
    const missing = ["issuer", "audience", ...this.wanted.map(([name]) => name)].filter(
      (name) => outputs[name] === undefined || outputs[name] === null,
    );
    if (missing.length > 0) return `${stack} lacks the outputs ${names(missing)}: ${again}`;
    const { issuer } = outputs;
    if (typeof issuer !== "string" || serverIdOf(issuer) === undefined)
      return `the output \`issuer\` of ${stack} is no issuer of an authorization server: name the stack that makes the server`;
    if (outputs["audience"] !== audience)
      return `the server of ${stack} is for \`${printable(String(outputs["audience"]))}\`, and access.ts for \`${audience}\`: files that share a server have one \`audience\``;
    const unknown = this.wanted.flatMap(([name, keys]) =>
      keys.filter((key) => typeof Reflect.get(Object(outputs[name]), key) !== "string").map((key) => `${name}.${key}`),
    );
    return unknown.length === 0 ? undefined : `${stack} lacks the outputs ${names(unknown)}: ${again}`;
  }
}
