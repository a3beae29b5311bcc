/** The stack, read like a table of contents: access → settings → plan and proof → components → outputs. */
import "./quietSdk";
import * as pulumi from "@pulumi/pulumi";
import { compile, groupStepUps } from "../../model/compile";
import { accessMatrix as matrixOf, grantedScopes } from "../../model/ask";
import { assertProved } from "../../model/prove";
import { narrowingOf } from "../../model/routes";
import { AccessGroups } from "../okta/accessGroups";
import { AccessPolicies } from "../okta/accessPolicies";
import { AuthorizationServer } from "../okta/authorizationServer";
import { createClientApps } from "../okta/clientApps";
import { planGroups } from "../okta/planGroups";
import { TokenClaims } from "../okta/tokenClaims";
import { browserOrigins, createTrustedOrigins } from "../okta/trustedOrigins";
import { mutable } from "./mutable";
import { uniqueName, withOrgNames, type Naming } from "../naming";
import { projectFindings } from "./productFindings";
import { createProductApis } from "./productApis";
import { createProviders } from "./providers";
import { readAccess } from "./readAccess";
import { reportMistakes } from "./reportMistakes";
import { createServiceKeys, publicKeys } from "./serviceIdentities";
import { loadBalancerClients } from "./settings/gateways";
import { readSettings } from "./settings/settings";

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
  const { okta, aws } = createProviders(settings);

  const server = new AuthorizationServer(
    access.product,
    {
      name: uniqueName("authorizationServer", naming),
      description: `Access to the APIs of ${access.product} (${stack})`,
      audience: access.audience,
      issuerMode: settings.issuerMode,
      scopes: plan.scopes,
    },
    okta,
  );
  const { authServerId, scopeNames } = server;
  const groups = new AccessGroups(access.product, planGroups(plan.groups, naming), okta);
  const tags = { ...settings.tags, product: access.product, stack };
  const keys = createServiceKeys(access, tags, aws);
  const clientIds = createClientApps(
    plan.clients,
    {
      naming,
      settings: settings.clients,
      keys: publicKeys(keys),
      groupIds: groups.ids,
      stepUps: Object.fromEntries([...access.clients].map(([key, client]) => [key, groupStepUps(access, client)])),
      withoutPkce: loadBalancerClients(settings.gateways),
      orgUrl: settings.orgUrl,
      issuerMode: settings.issuerMode,
    },
    okta,
  );
  new TokenClaims(access.product, { authServerId, scopeNames, groupIds: groups.ids, claims: plan.claims }, okta);
  new AccessPolicies(
    access.product,
    { authServerId, scopeNames, clientIds, groupIds: groups.ids, policies: plan.policies },
    okta,
  );
  createTrustedOrigins(access.product, browserOrigins(plan.clients, settings.clients, naming), settings, okta);

  const apiUrls = createProductApis(
    access,
    {
      naming,
      handlers,
      issuer: server.issuer,
      audience: server.audience,
      clientIds,
      narrowing: narrowingOf(access, plan),
      allowInsecureIssuer: settings.insecureOkta,
      identities: { keys, clientIds, groupIds: groups.ids, orgUrl: settings.orgUrl },
      gateways: settings.gateways,
      logs: settings.logs,
      tags,
    },
    aws,
  );
  const { issuer } = server;
  return {
    issuer,
    discoveryUrl: pulumi.interpolate`${issuer}/.well-known/openid-configuration`,
    authorizeUrl: pulumi.interpolate`${issuer}/v1/authorize`,
    tokenUrl: pulumi.interpolate`${issuer}/v1/token`,
    jwksUrl: pulumi.interpolate`${issuer}/v1/keys`,
    audience: server.audience,
    apiUrls,
    clientIds,
    accessMatrix: grantedScopes(matrixOf(access)),
  };
}
