/** The types of the components of all profiles, and what lets an API change from one to another. */
import * as pulumi from "@pulumi/pulumi";

/** Profile → type token. */
export const PROFILE_TYPES = {
  http: "okta-api-access:index:ProtectedHttpApi",
  rest: "okta-api-access:index:ProtectedRestApi",
  alb: "okta-api-access:index:ProtectedAlbApi",
} as const;

/**
 * The options with the other profiles' types as former ones. Functions, roles, logs, alarms and firewalls have the same
 * names whatever the profile: without this the engine would make each anew under a name that is taken, or delete the new
 * one by the name of the old.
 */
export function asAnyProfile(
  own: keyof typeof PROFILE_TYPES,
  opts: pulumi.ComponentResourceOptions | undefined,
): pulumi.ComponentResourceOptions {
  const others = Object.entries(PROFILE_TYPES).filter(([profile]) => profile !== own);
  return pulumi.mergeOptions({ aliases: others.map(([, type]) => ({ type })) }, opts);
}
