/** The people of the local org: who they are, what they may do, and how they can prove who they are. */
import type access from "../../access";
import type { GroupKeyOf } from "../../model/file";
import type { FactorKey } from "./oauth/authorize/factors";

/** The groups that `access.ts` names. A group of another name there, given by `name`, needs its name here. */
type AccessGroup = GroupKeyOf<typeof access>;

export interface Persona<G extends string = string> {
  /** A short name, for tests and for the documentation. */
  readonly key: string;
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly department?: string;
  /** Names of groups. One that does not exist yet is joined as soon as it is made. */
  readonly groups: readonly G[];
  /** Groups that no scope hangs on: some only feed claims. They exist from the start. @default none */
  readonly otherGroups?: readonly string[];
  /** How the person can prove who they are. @default password and one-time password */
  readonly factors?: readonly FactorKey[];
  /** Labels of apps that are assigned to the person and not to a group. */
  readonly apps?: readonly string[];
  /** @default "ACTIVE" */
  readonly status?: "ACTIVE" | "SUSPENDED" | "DEPROVISIONED";
}

/** At least one for each group, one in several, one in none, one who may use no app, one who has left. */
export const personas: readonly Persona<AccessGroup>[] = [
  {
    key: "agnes",
    login: "agnes@example.test",
    firstName: "Agnes",
    lastName: "Agent",
    department: "Support",
    groups: ["support-agents"],
  },
  {
    key: "leo",
    login: "leo@example.test",
    firstName: "Leo",
    lastName: "Lead",
    department: "Support",
    groups: ["support-leads"],
    factors: ["password", "totp", "push"],
  },
  {
    key: "frida",
    login: "frida@example.test",
    firstName: "Frida",
    lastName: "Factor",
    department: "Factor desk",
    groups: ["factor-desk"],
  },
  {
    key: "ada",
    login: "ada@example.test",
    firstName: "Ada",
    lastName: "Admin",
    department: "Platform",
    groups: ["user-admins"],
    factors: ["password", "totp", "passkey", "security-key"],
  },
  {
    key: "aldo",
    login: "aldo@example.test",
    firstName: "Aldo",
    lastName: "Auditor",
    department: "Audit",
    groups: ["auditors"],
    otherGroups: ["permissions-weekly-reports", "permissions-audit-reports"],
  },
  {
    key: "carla",
    login: "carla@example.test",
    firstName: "Carla",
    lastName: "Customer",
    groups: ["customers"],
    factors: ["password"],
  },
  // In two groups whose scopes no single group holds.
  {
    key: "bruno",
    login: "bruno@example.test",
    firstName: "Bruno",
    lastName: "Both",
    department: "Support",
    groups: ["support-leads", "factor-desk"],
  },
  // In a support group, but without a second factor: cannot sign in to the console at all.
  {
    key: "penny",
    login: "penny@example.test",
    firstName: "Penny",
    lastName: "Password",
    department: "Support",
    groups: ["support-leads"],
    factors: ["password"],
  },
  { key: "nora", login: "nora@example.test", firstName: "Nora", lastName: "Nobody", groups: [] },
  // In a group that no app is assigned to.
  {
    key: "uli",
    login: "uli@example.test",
    firstName: "Uli",
    lastName: "Unassigned",
    groups: [],
    otherGroups: ["contractors"],
  },
  {
    key: "dora",
    login: "dora@example.test",
    firstName: "Dora",
    lastName: "Departed",
    department: "Support",
    groups: ["support-agents"],
    status: "DEPROVISIONED",
  },
];
