/** Changes of a user's status; group rules are worked out again with them. */
import type { User } from "./entities";
import { randomText } from "./ids";
import { runGroupRules } from "./memberships";
import type { Org } from "./Org";

const TOKEN_LENGTH = 20;

/** Sets the status and its times. */
export function setStatus(org: Org, user: User, status: User["status"]): void {
  user.status = status;
  user.statusChanged = org.clock();
  user.lastUpdated = org.clock();
  runGroupRules(org, [user]);
}

/** Who has a password is active at once; who has none is, once the activation link was followed. */
export function activate(org: Org, user: User): void {
  user.activated = org.clock();
  user.activationToken = user.hasPassword ? undefined : randomText(TOKEN_LENGTH);
  setStatus(org, user, user.hasPassword ? "ACTIVE" : "PROVISIONED");
}
