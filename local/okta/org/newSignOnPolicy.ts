/** An app sign-on policy as Okta makes it: with one rule, the catch-all, that lets everybody in with any factor. */
import type { SignOnPolicy } from "./entities";
import type { Org } from "./Org";

/** The priority of the catch-all rule. Source: recorded answers. */
const CATCH_ALL_PRIORITY = 99;

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
          verificationMethod: { type: "ASSURANCE", factorMode: "1FA", reauthenticateIn: "PT43800H", constraints: [] },
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
