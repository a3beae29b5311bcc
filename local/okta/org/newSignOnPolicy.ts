/** An app sign-on policy as Okta makes it: with one rule, the catch-all, that asks everybody for two factors. */
import type { App, SignOnPolicy } from "./entities";
import type { Org } from "./Org";

/** The priority of the catch-all rule. Source: recorded answers. */
const CATCH_ALL_PRIORITY = 99;

/** How old a sign-in may be where a rule says nothing of it. Source: recorded answers. */
export const DEFAULT_REAUTHENTICATION = "PT12H";

/** A new policy asks for something that cannot be moved to another device; the org's default policy does not. It is recorded. */
const DEVICE_BOUND = [{ possession: { required: true, deviceBound: "REQUIRED" } }];

/** The app's own sign-on policy, or the org's default one. */
export function signOnPolicyOf(org: Org, { signOnPolicyId }: App): SignOnPolicy | undefined {
  const policies = [...org.signOnPolicies.values()];
  return policies.find(({ id }) => id === signOnPolicyId) ?? policies.find(({ system }) => system);
}

/** `system`: the org's default policy, which cannot be deleted. */
export function newSignOnPolicy(
  org: Org,
  { name, description, priority = 1 }: Pick<SignOnPolicy, "name" | "description"> & { readonly priority?: number },
  system = false,
): SignOnPolicy {
  const catchAll = {
    ...org.stamp(),
    id: org.newId("signOnRule"),
    name: "Catch-all Rule",
    status: "ACTIVE" as const,
    priority: CATCH_ALL_PRIORITY,
    system: true,
    body: {
      actions: {
        appSignOn: {
          access: "ALLOW",
          verificationMethod: {
            factorMode: "2FA",
            type: "ASSURANCE",
            reauthenticateIn: DEFAULT_REAUTHENTICATION,
            ...(system ? {} : { constraints: DEVICE_BOUND }),
          },
          keepMeSignedIn: { postAuth: "NOT_ALLOWED" },
        },
      },
      conditions: null,
    },
  };
  return {
    ...org.stamp(),
    id: org.newId("signOnPolicy"),
    name,
    description,
    status: "ACTIVE",
    priority,
    system,
    rules: [catchAll],
  };
}
