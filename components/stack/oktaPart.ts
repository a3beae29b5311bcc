/** What a product has in Okta: a server of its own, or what it adds to one that is shared; and what gateways know of it. */
import type { Access } from "../../model/file";
import { earlierRuleName, groupStepUps, type Plan } from "../../model/compile";
import { AccessError, type Finding } from "../../model/findings";
import { AccessGroups } from "../okta/accessGroups";
import { AccessPolicies, type AccessPolicyArgs } from "../okta/accessPolicies";
import { AuthorizationServer, SharedAuthorizationServer } from "../okta/authorizationServer";
import { createClientApps } from "../okta/clientApps";
import { planGroups } from "../okta/planGroups";
import { TokenClaims } from "../okta/tokenClaims";
import { browserOrigins, createTrustedOrigins } from "../okta/trustedOrigins";
import { uniqueName, type Naming } from "../naming";
import { earlierNames } from "./earlierNames";
import type { Mutable } from "./mutable";
import { type OktaPart, otherServer } from "./otherStack";
import type { ProviderOptions } from "./providers";
import { createServiceKeys, publicKeys } from "./serviceIdentities";
import { loadBalancerClients } from "./settings/gateways";
import type { PolicyPriorities } from "./settings/sharedServer";
import { sinceLastUpdate } from "./sinceLastUpdate";
import type { Settings } from "./settings/settings";

/** The stack whose server nobody deletes by mistake, unless its settings say otherwise. */
const PROTECTED_STACK = "prod";

/** What is declared, and with what. */
export interface OktaPartContext {
  readonly access: Access;
  readonly plan: Mutable<Plan>;
  readonly naming: Naming;
  readonly settings: Settings;
  readonly tags: Record<string, string>;
  readonly providers: ProviderOptions;
}

/**
 * Declares the product in Okta.
 *
 * @throws AccessError where the product cannot share its server with others.
 */
export function declareOktaPart(context: OktaPartContext): OktaPart {
  const { access, plan, naming, settings, tags, providers } = context;
  const { okta, aws } = providers;
  const { product } = access;
  const { policyPriorities, orgUrl = "" } = settings;
  assertFits(context);
  const server = createServer(context);
  const { authServerId, scopeNames } = server;
  const earlier = earlierNames(access, plan);
  const groups = new AccessGroups(product, planGroups(plan.groups, naming, earlier.groups), okta);
  const groupIds = sinceLastUpdate(access, groups.ids);
  const keys = createServiceKeys(access, tags, aws);
  const clientIds = createClientApps(
    plan.clients,
    {
      naming,
      settings: settings.clients,
      keys: publicKeys(keys),
      groupIds,
      stepUps: Object.fromEntries([...access.clients].map(([key, client]) => [key, groupStepUps(access, client)])),
      withoutPkce: loadBalancerClients(settings.gateways),
      orgUrl,
      issuerMode: settings.issuerMode,
      earlier,
    },
    okta,
  );
  new TokenClaims(product, { authServerId, scopeNames, groupIds, claims: plan.claims }, okta);
  const own = plan.policies.map((policy) => ({
    ...policy,
    was: earlier.policies[policy.name],
    rules: policy.rules.map((rule) => ({ ...rule, was: earlierRuleName(rule, earlier.groups) })),
  }));
  const policies = policyPriorities === undefined ? own : placed(own, policyPriorities, naming);
  const sharedServer = policyPriorities !== undefined;
  new AccessPolicies(product, { authServerId, scopeNames, clientIds, groupIds, policies, sharedServer }, okta);
  createTrustedOrigins(product, browserOrigins(plan.clients, settings.clients, naming), settings, okta);
  const { issuer, audience } = server;
  return { issuer, audience, clientIds, groupIds, keys, orgUrl };
}

function createServer({ access, plan, naming, settings, providers: { okta } }: OktaPartContext) {
  const { product, audience } = access;
  if (settings.authorizationServer !== undefined) {
    const { id, issuer } = otherServer(settings.authorizationServer, access);
    return new SharedAuthorizationServer(product, { authServerId: id, issuer, audience, scopes: plan.scopes }, okta);
  }
  return new AuthorizationServer(
    product,
    {
      name: uniqueName("authorizationServer", naming),
      description: `Access to the APIs of ${product} (${naming.stack})`,
      audience,
      issuerMode: settings.issuerMode,
      orgDomain: settings.orgDomain,
      protect: settings.protect ?? naming.stack === PROTECTED_STACK,
      scopes: plan.scopes,
    },
    okta,
  );
}

/** Policies as they stand among those of others: under names that are the product's own, within its range. */
function placed(policies: readonly AccessPolicyArgs[], { from }: PolicyPriorities, naming: Naming): AccessPolicyArgs[] {
  return policies.map((policy) => ({
    ...policy,
    title: uniqueName("policy", naming, policy.name),
    priority: from - 1 + policy.priority,
  }));
}

/** On a server of several products nothing of one may be in the tokens of the others. */
function assertFits({ plan, settings }: OktaPartContext): void {
  if (settings.policyPriorities === undefined) return;
  const everywhere = plan.claims.filter(({ scopes }) => scopes.length === 0);
  const findings = everywhere.map(({ name }): Finding => {
    const message =
      "is released with every scope, and so would be in the tokens of everybody who shares the server; name the `scopes` of this file with which it is released";
    return { rule: "shared-claim", level: "error", path: `claims.${name}`, message };
  });
  if (findings.length > 0) throw new AccessError("access.ts", findings);
}
