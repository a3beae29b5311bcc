/**
 * Who is in which group, and which apps and roles follow. A membership comes by hand, from a directory, or from a group
 * rule, which is kept up to date here.
 */
import { evaluateExpression, compiled } from "../expressions/evaluate";
import { EvaluationFailure, type ExpressionUser } from "../expressions/functions";
import type { Group, GroupRule, User, UserStatus, AdminRole, App, AppAssignment } from "./entities";
import type { Org } from "./Org";

/** Rules may build on groups that other rules fill; Okta discourages it, and we stop after as many rounds. */
const MAX_ROUNDS = 10;

/** Group rules leave users alone whose account is pending or closed. Source: Okta's help on group rules. */
const UNTOUCHED: ReadonlySet<UserStatus> = new Set(["STAGED", "PROVISIONED", "DEPROVISIONED"]);

/** All groups of the user, the built-in one first. */
export function groupsOf(org: Org, user: User): Group[] {
  const ids = org.groupIdsByUser.get(user.id) ?? [];
  return [org.everyone, ...[...ids].flatMap((id) => org.groups.get(id) ?? [])];
}

/** All members, by hand or by rule; of the built-in group everybody. */
export function membersOf(org: Org, group: Group): User[] {
  if (group === org.everyone) return [...org.users.values()];
  return [...group.members.keys()].flatMap((id) => org.users.get(id) ?? []);
}

/** Puts the user in by hand, which also ends an exception that a removal by hand had made. */
export function addMember(org: Org, group: Group, user: User): void {
  for (const rule of org.groupRules.values()) {
    if (rule.groupIds.includes(group.id)) rule.exceptions.delete(user.id);
  }
  membership(org, group, user).direct = true;
  runGroupRules(org, [user]);
}

/** Takes the user out by hand. A rule that had put the user in leaves the user alone from then on, without a word. */
export function removeMember(org: Org, group: Group, user: User): void {
  for (const id of group.members.get(user.id)?.rules ?? []) org.groupRules.get(id)?.exceptions.add(user.id);
  drop(org, group, user.id);
  runGroupRules(org, [user]);
}

/** Works the active rules out again: for some users, or for all. */
export function runGroupRules(org: Org, users: Iterable<User> = org.users.values()): void {
  const rules = [...org.groupRules.values()].filter((rule) => rule.status === "ACTIVE");
  if (rules.length === 0) return;
  for (const user of users) {
    if (UNTOUCHED.has(user.status)) continue;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      if (!rules.map((rule) => runRule(org, rule, user)).includes(true)) break;
    }
  }
}

/** What an expression sees of the user. */
export function expressionUser(org: Org, user: User): ExpressionUser {
  const groups = groupsOf(org, user).map(({ id, name, type, source }) => ({ id, name, type, source }));
  // An attribute of the user's own type exists although it may have no value.
  const own = [...(org.userTypes.get(user.typeId)?.custom.keys() ?? [])].map((name) => [name, null]);
  return { id: user.id, status: user.status, profile: { ...Object.fromEntries(own), ...user.profile }, groups };
}

/** Forgets a rule: with `removeUsers` its members leave, else they stay as if put in by hand. */
export function forgetRule(org: Org, rule: GroupRule, removeUsers: boolean): void {
  for (const group of org.groups.values()) {
    for (const [userId, member] of [...group.members]) {
      if (!member.rules.delete(rule.id) || member.direct || member.rules.size > 0) continue;
      if (removeUsers) drop(org, group, userId);
      else member.direct = true;
    }
  }
  runGroupRules(org);
}

/** Takes everybody out of a group that is about to be deleted. */
export function emptyGroup(org: Org, group: Group): void {
  const users = membersOf(org, group);
  for (const user of users) drop(org, group, user.id);
  runGroupRules(org, users);
}

/** Takes the user out of every group, as on deletion. */
export function leaveAll(org: Org, user: User): void {
  for (const id of [...(org.groupIdsByUser.get(user.id) ?? [])]) drop(org, org.groups.get(id)!, user.id);
}

function runRule(org: Org, rule: GroupRule, user: User): boolean {
  const wanted = matches(org, rule, user);
  let changed = false;
  for (const id of rule.groupIds) {
    const group = org.groups.get(id);
    if (group === undefined) continue;
    const member = group.members.get(user.id);
    if ((member?.rules.has(rule.id) ?? false) === wanted) continue;
    changed = true;
    if (wanted) membership(org, group, user).rules.add(rule.id);
    else {
      member!.rules.delete(rule.id);
      if (!member!.direct && member!.rules.size === 0) drop(org, group, user.id);
    }
  }
  return changed;
}

function matches(org: Org, rule: GroupRule, user: User): boolean {
  if (rule.exceptions.has(user.id) || rule.usersExcluded.includes(user.id)) return false;
  try {
    return evaluateExpression(compiled(rule.expression), { user: expressionUser(org, user), scopes: [] }) === true;
  } catch (error) {
    if (error instanceof EvaluationFailure) return false;
    throw error;
  }
}

function membership(org: Org, group: Group, user: User): { direct: boolean; rules: Set<string> } {
  let member = group.members.get(user.id);
  if (member === undefined) {
    member = { direct: false, rules: new Set() };
    group.members.set(user.id, member);
    group.lastMembershipUpdated = org.clock();
    const ids = org.groupIdsByUser.get(user.id) ?? new Set();
    org.groupIdsByUser.set(user.id, ids.add(group.id));
  }
  return member;
}

function drop(org: Org, group: Group, userId: string): void {
  if (!group.members.delete(userId)) return;
  group.lastMembershipUpdated = org.clock();
  org.groupIdsByUser.get(userId)?.delete(group.id);
}

/** Whoever can hold roles. */
export type RoleHolder = Pick<App | Group | User, "roles">;

/** The admin roles of a person: their own and those of their groups. */
export function rolesOfUser(org: Org, user: User): AdminRole[] {
  return [user, ...groupsOf(org, user)].flatMap(({ roles }) => [...roles.values()]);
}

/** Everybody and everything in the org that can hold roles. */
export function roleHolders({ apps, groups, users }: Org): RoleHolder[] {
  return [...apps.values(), ...groups.values(), ...users.values()];
}

/**
 * Whether a user may use an app: assigned by hand, or by a group. Without an assignment nobody gets a token for the app,
 * whatever the policies say.
 */
export function isAssigned(org: Org, app: App, user: User): boolean {
  return app.users.has(user.id) || groupsOf(org, user).some(({ id }) => app.groups.has(id));
}

/** An assignment by hand, under the user's own login. */
export function newAssignment(org: Org, { profile }: User): AppAssignment {
  return { ...org.stamp(), userName: String(profile["login"]), profile: {} };
}
