/** Puts what an org has from the start into it: its directory's groups, the default sign-on policy, and the people. */
import { DEFAULT_FACTORS } from "../../model/file";
import { FACTORS, type FactorKey } from "./oauth/authorize/factors";
import { addGroup } from "./management/groups/groups";
import type { User } from "./org/entities";
import { newDefaultServer } from "./org/defaultServer";
import { newSignOnPolicy } from "./org/newSignOnPolicy";
import type { Org } from "./org/Org";
import { newTotpSecret } from "./management/users/totp";
import { newUser } from "./management/users/users";
import { addMember } from "./org/memberships";

/** A person of the local org: who it is, in which groups, and how that can be proved. */
export interface Persona {
  /** A short name, for tests and for the documentation. */
  readonly key: string;
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly department?: string;
  /** Names of groups. One that does not exist yet is joined as soon as it is made. */
  readonly groups: readonly string[];
  /** Groups that no scope hangs on: some only feed claims. They exist from the start. @default none */
  readonly otherGroups?: readonly string[];
  /** How the person can prove who they are. @default password and one-time password */
  readonly factors?: readonly FactorKey[];
  /** Labels of apps that are assigned to the person and not to a group. */
  readonly apps?: readonly string[];
  /** @default "ACTIVE" */
  readonly status?: "ACTIVE" | "SUSPENDED" | "DEPROVISIONED";
}

/** A group of Active Directory or of another app; all of one kind come from one app. */
export interface AppGroup {
  readonly name: string;
  /** The kind of app, as expressions name it: `active_directory`. */
  readonly source: string;
}

/** Called once, on an org that has just been made. */
export function seed(
  org: Org,
  personas: readonly Persona[],
  directoryGroups: readonly string[],
  appGroups: readonly AppGroup[] = [],
): void {
  const server = newDefaultServer(org);
  org.servers.set(server.id, server);
  const settings = { name: "Any two factors", description: "Require two factors to access." };
  const policy = newSignOnPolicy(org, settings, true);
  org.signOnPolicies.set(policy.id, policy);
  const others = personas.flatMap(({ otherGroups = [] }) => otherGroups);
  for (const name of new Set([...directoryGroups, ...others])) addGroup(org, { name });
  const sources = new Map([...new Set(appGroups.map(({ source }) => source))].map((type) => [type, org.newId("app")]));
  for (const { name, source } of appGroups) addGroup(org, { name, source: { type: source, id: sources.get(source)! } });
  for (const persona of personas) addPersona(org, persona);
}

function addPersona(org: Org, persona: Persona): void {
  const { login, firstName, lastName, department, factors = DEFAULT_FACTORS, status = "ACTIVE" } = persona;
  const profile = { login, email: login, firstName, lastName, ...(department === undefined ? {} : { department }) };
  const user = newUser(org, profile);
  user.hasPassword = factors.includes("password");
  user.status = status;
  user.activated = org.clock();
  for (const key of factors) addFactor(org, user, key);
  for (const name of [...persona.groups, ...(persona.otherGroups ?? [])]) {
    const expected = org.expectedMembers.get(name) ?? new Set();
    org.expectedMembers.set(name, expected.add(user.id));
    const group = org.groupByName(name);
    if (group !== undefined) addMember(org, group, user);
  }
  for (const label of persona.apps ?? []) {
    const expected = org.expectedAppUsers.get(label) ?? new Set();
    org.expectedAppUsers.set(label, expected.add(user.id));
  }
}

function addFactor(org: Org, user: User, key: FactorKey): void {
  const { okta } = FACTORS[key];
  if (okta === null) return;
  const id = org.newId("factor");
  user.factors.set(id, {
    ...org.stamp(),
    id,
    factorType: okta.type,
    provider: okta.provider,
    status: "ACTIVE",
    profile: { credentialId: String(user.profile["login"]) },
    secret: key === "totp" ? newTotpSecret() : undefined,
  });
}
