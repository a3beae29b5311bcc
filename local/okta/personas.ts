/** A person of the local org: who it is, in which groups, and how that can be proved. */
import type { FactorKey } from "./oauth/authorize/factors";

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
