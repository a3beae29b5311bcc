/** A user as the API answers it: nothing of a password but that there is one. */
import type { Json, User, UserStatus } from "../../org/entities";
import type { Org } from "../../org/Org";
import { time, times } from "../apiEndpoint";

export const USERS_PATH = "/api/v1/users";

/** The operations that the status allows. Source: recorded answers; of suspended and locked users, Okta's reference. */
const OPERATIONS: Readonly<Record<UserStatus, readonly string[]>> = {
  STAGED: ["activate", "resetFactors"],
  PROVISIONED: ["reactivate", "suspend", "deactivate", "resetPassword", "resetFactors"],
  ACTIVE: ["suspend", "deactivate", "resetPassword", "resetFactors"],
  RECOVERY: ["suspend", "deactivate", "resetPassword", "resetFactors"],
  PASSWORD_EXPIRED: ["suspend", "deactivate", "resetPassword", "resetFactors"],
  LOCKED_OUT: ["unlock", "deactivate", "resetPassword", "resetFactors"],
  SUSPENDED: ["unsuspend", "deactivate", "resetFactors"],
  DEPROVISIONED: ["activate", "delete"],
};

/** What somebody can do who is active and has a password. */
const WITH_PASSWORD = ["forgotPassword", "expirePassword", "changeRecoveryQuestion", "changePassword"];

/** Where an operation is, behind the user's own path. */
const PATHS: Readonly<Record<string, string>> = {
  delete: "",
  resetFactors: "/lifecycle/reset_factors",
  resetPassword: "/lifecycle/reset_password",
  expirePassword: "/lifecycle/expire_password",
  forgotPassword: "/credentials/forgot_password",
  changePassword: "/credentials/change_password",
  changeRecoveryQuestion: "/credentials/change_recovery_question",
};

/** By itself, with all that can be done with it. */
export function showUser(org: Org, user: User): Json {
  return { ...show(org, user), _links: links(org, user) };
}

/** In a list, where only its own address stands beside it. */
export function listedUser(org: Org, user: User): Json {
  return { ...show(org, user), _links: { self: { href: `${org.url}${USERS_PATH}/${user.id}` } } };
}

/** What the API says of the user's credentials. */
export function showCredentials({ hasPassword, recoveryQuestion, credentialProvider: type }: User): Json {
  return {
    ...(hasPassword ? { password: {} } : {}),
    ...(recoveryQuestion === undefined ? {} : { recovery_question: { question: recoveryQuestion.question } }),
    provider: { type, name: type },
  };
}

function show(_: Org, user: User): Json {
  const at = (milliseconds: number | null) => (milliseconds === null ? null : time(milliseconds));
  return {
    id: user.id,
    status: user.status,
    activated: at(user.activated),
    statusChanged: at(user.statusChanged),
    lastLogin: at(user.lastLogin),
    passwordChanged: at(user.passwordChanged),
    ...times(user),
    type: { id: user.typeId },
    // Two attributes are answered without a value too.
    profile: { mobilePhone: null, secondEmail: null, ...user.profile },
    credentials: showCredentials(user),
  };
}

function links(org: Org, user: User): Json {
  const self = `${org.url}${USERS_PATH}/${user.id}`;
  const { schemaId } = org.userTypes.get(user.typeId)!;
  const more = user.status === "ACTIVE" && user.hasPassword ? WITH_PASSWORD : [];
  const operations = [...OPERATIONS[user.status], ...more].map((name) => [
    name,
    { href: self + (PATHS[name] ?? `/lifecycle/${name}`), method: name === "delete" ? "DELETE" : "POST" },
  ]);
  return {
    ...Object.fromEntries(operations),
    schema: { href: `${org.url}/api/v1/meta/schemas/user/${schemaId}` },
    type: { href: `${org.url}/api/v1/meta/types/user/${user.typeId}` },
    self: { href: self },
  };
}
