/** The stack, read like a table of contents: access → settings → components → outputs. */
import "./components/quietSdk";
import * as pulumi from "@pulumi/pulumi";
import accessFile from "./access";
import { createProductApis } from "./components/aws/productApis";
import { createServiceKeys, publicKeys } from "./components/aws/serviceIdentities";
import { mutable } from "./components/mutable";
import { orgName, withOrgNames, type Naming } from "./components/naming";
import { AccessGroups } from "./components/okta/accessGroups";
import { AccessPolicies } from "./components/okta/accessPolicies";
import { AuthorizationServer } from "./components/okta/authorizationServer";
import { createClientApps } from "./components/okta/clientApps";
import { planGroups } from "./components/okta/planGroups";
import { TokenClaims } from "./components/okta/tokenClaims";
import { browserOrigins, TrustedOrigins } from "./components/okta/trustedOrigins";
import { createProviders } from "./components/providers";
import { readAccess } from "./components/readAccess";
import { reportMistakes } from "./components/reportMistakes";
import { loadBalancerClients } from "./components/settings/gateways";
import { compile } from "./model/compile/compile";
import { groupStepUps } from "./model/groupStepUps";
import { accessMatrix as matrixOf, grantedScopes } from "./model/matrix";
import { narrowingOf } from "./model/narrowing";
import { readSettings } from "./settings";

const outputs = reportMistakes(declareStack);

/** The `iss` of access tokens: the custom authorization server, never the org. */
export const issuer = outputs.issuer;
export const discoveryUrl = pulumi.interpolate`${issuer}/.well-known/openid-configuration`;
export const authorizeUrl = pulumi.interpolate`${issuer}/v1/authorize`;
export const tokenUrl = pulumi.interpolate`${issuer}/v1/token`;
export const jwksUrl = pulumi.interpolate`${issuer}/v1/keys`;
/** The `aud` of access tokens. */
export const audience = outputs.audience;
/** API key → address. */
export const apiUrls = outputs.apiUrls;
/** Client key → client id. */
export const clientIds = outputs.clientIds;
/** Group or service client → client → the scopes that it may have there, as a `scope` parameter has them. */
export const accessMatrix = outputs.accessMatrix;

function declareStack() {
  const stack = pulumi.getStack();
  const access = readAccess(accessFile, stack);
  const settings = readSettings(access);
  const naming: Naming = { product: access.product, stack, carryStack: settings.namesCarryStack };
  const plan = mutable(compile(withOrgNames(access, naming)));
  const { okta, aws } = createProviders(settings);

  const server = new AuthorizationServer(
    access.product,
    {
      name: orgName("authorizationServer", naming),
      description: `Access to the APIs of ${access.product} (${stack})`,
      audience: access.audience,
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
    },
    okta,
  );
  new TokenClaims(access.product, { authServerId, scopeNames, claims: plan.claims }, okta);
  new AccessPolicies(
    access.product,
    { authServerId, scopeNames, clientIds, groupIds: groups.ids, policies: plan.policies },
    okta,
  );
  new TrustedOrigins(access.product, { origins: browserOrigins(plan.clients, settings.clients, naming) }, okta);

  const apiUrls = createProductApis(
    access,
    {
      naming,
      issuer: server.issuer,
      audience: server.audience,
      clientIds,
      narrowing: narrowingOf(access, plan),
      allowInsecureIssuer: settings.localOkta,
      identities: { keys, clientIds, groupIds: groups.ids, orgUrl: settings.orgUrl },
      gateways: settings.gateways,
      logs: settings.logs,
      tags,
    },
    aws,
  );
  return {
    issuer: server.issuer,
    audience: server.audience,
    apiUrls,
    clientIds,
    accessMatrix: grantedScopes(matrixOf(access)),
  };
}
