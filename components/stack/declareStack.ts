/** The stack, read like a table of contents: access → settings → plan and proof → components → outputs. */
import "./quietSdk";
import * as pulumi from "@pulumi/pulumi";
import { compile } from "../../model/compile";
import { accessMatrix as matrixOf, grantedScopes } from "../../model/ask";
import { assertProved } from "../../model/prove";
import { narrowingOf } from "../../model/routes";
import { mutable } from "./mutable";
import { withOrgNames, type Naming } from "../naming";
import { declareOktaPart } from "./oktaPart";
import { otherOktaPart } from "./otherStack";
import { projectFindings } from "./productFindings";
import { createProductApis } from "./productApis";
import { createProviders } from "./providers";
import { readSettings, type Settings } from "./settings/settings";
import type { SharedServer } from "./settings/sharedServer";
import { AccessError, printFindings } from "../../model/findings";
import { type Access, checkAccess } from "../../model/file";

/** What a product says of itself. */
export interface StackOptions {
  /** The access file: what `defineAccess` gives. */
  readonly access: unknown;
  /**
   * The folder of the product's handlers: one folder with an `index.ts` for each name that a route gives as `handler`. Only
   * needed where a route names one.
   * @example `${__dirname}/handlers`
   */
  readonly handlers?: string;
}

/** The outputs of a stack: always the custom authorization server's addresses, never the org's. */
export interface StackOutputs {
  /** The `iss` of access tokens. */
  readonly issuer: pulumi.Output<string>;
  readonly discoveryUrl: pulumi.Output<string>;
  readonly authorizeUrl: pulumi.Output<string>;
  readonly tokenUrl: pulumi.Output<string>;
  readonly jwksUrl: pulumi.Output<string>;
  /** The `aud` of access tokens. */
  readonly audience: pulumi.Output<string>;
  /** API key → address. */
  readonly apiUrls: Readonly<Record<string, pulumi.Output<string>>>;
  /** Client key → client id. */
  readonly clientIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Group key → group id: for a stack in another region whose functions look at groups. */
  readonly groupIds: Readonly<Record<string, pulumi.Output<string>>>;
  /** Client key → ARN of the key with which a function acts as it: for the same. */
  readonly signingKeys: Readonly<Record<string, pulumi.Output<string>>>;
  /** Group or service client → client → the scopes that it may have there, as a `scope` parameter has them. */
  readonly accessMatrix: ReturnType<typeof grantedScopes>;
}

/**
 * Declares everything of a product in the running stack.
 *
 * @throws pulumi.RunError with every mistake of the access file or of the stack's settings, which the engine prints
 *   without a stack trace.
 * @example
 * export const { issuer, apiUrls, clientIds } = declareStack({ access, handlers: `${__dirname}/handlers` });
 */
export function declareStack(options: StackOptions): StackOutputs {
  return reportMistakes(() => declare(options));
}

function declare({ access: file, handlers = "handlers" }: StackOptions): StackOutputs {
  const stack = pulumi.getStack();
  const access = readAccess(file, stack);
  for (const { message } of projectFindings(pulumi.getProject(), access.product)) void pulumi.log.warn(message);
  const settings = readSettings(access);
  const naming: Naming = { product: access.product, stack, carryStack: settings.namesCarryStack };
  const named = withOrgNames(access, naming);
  const plan = mutable(compile(named));
  assertProved(named, plan);
  const providers = createProviders(settings);
  const tags = { ...settings.tags, product: access.product, stack };
  const okta = isElsewhere(settings)
    ? otherOktaPart(settings, access)
    : declareOktaPart({ access, plan, naming, settings, tags, providers });
  const { issuer, audience, clientIds, groupIds, keys } = okta;

  const apiUrls = createProductApis(
    access,
    {
      naming,
      handlers,
      issuer,
      audience,
      clientIds,
      narrowing: narrowingOf(access, plan),
      allowInsecureIssuer: settings.insecureOkta,
      identities: okta,
      gateways: settings.gateways,
      logs: settings.logs,
      tags,
    },
    providers.aws,
  );
  return {
    issuer,
    discoveryUrl: pulumi.interpolate`${issuer}/.well-known/openid-configuration`,
    authorizeUrl: pulumi.interpolate`${issuer}/v1/authorize`,
    tokenUrl: pulumi.interpolate`${issuer}/v1/token`,
    jwksUrl: pulumi.interpolate`${issuer}/v1/keys`,
    audience,
    apiUrls,
    clientIds,
    groupIds,
    signingKeys: Object.fromEntries(Object.entries(keys).map(([key, { keyArn }]) => [key, keyArn])),
    accessMatrix: grantedScopes(matrixOf(access)),
  };
}

/** Whether all of the Okta part is another stack's. */
function isElsewhere(settings: Settings): settings is Settings & { authorizationServer: SharedServer } {
  return settings.okta === undefined && settings.authorizationServer !== undefined;
}

/**
 * Runs the program.
 *
 * @throws pulumi.RunError, which the engine prints without a stack trace, in place of an `AccessError`.
 */
function reportMistakes<T>(program: () => T): T {
  try {
    return program();
  } catch (error) {
    if (error instanceof AccessError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

/** @throws AccessError with every error that was found; warnings are logged. */
export function readAccess(value: unknown, stack: string): Access {
  const source = "access.ts";
  const { access, findings } = checkAccess(value, { stack, source });
  if (access === undefined) throw new AccessError(source, findings);
  for (const finding of findings) void pulumi.log.warn(`${source}: ${printFindings([finding])}`);
  return access;
}
