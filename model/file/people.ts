/** The people of the local org: `definePeople`, the typed way to write `people.ts`, and the check of what it holds. */
import { z } from "zod";
import { FACTOR_KEYS, type FactorKey } from "../okta/acr";
import type { Access } from "./access";
import type { AccessFile } from "./define";
import { zodFindings } from "./zodFindings";
import { AccessError, pathOf, sortFindings, unknownName, type Finding } from "../findings";

/** One person as `people.ts` has it. `G` is the keys of the access file's groups. */
export interface PersonEntry<G extends string = string> {
  firstName: string;
  lastName: string;
  /** @default `<key>@example.test` */
  login?: string;
  /** @default none */
  department?: string;
  /** Keys of the access file's groups, also of those that have a `name`. @default none */
  groups?: readonly G[];
  /** Names of further groups of the org, on which no scope hangs: some only feed claims. @default none */
  otherGroups?: readonly string[];
  /** How the person can prove who they are. @default a password and a one-time password */
  factors?: readonly FactorKey[];
  /** Labels of applications that are assigned to the person, and not to a group. @default none */
  apps?: readonly string[];
  /** @default "ACTIVE" */
  status?: "ACTIVE" | "SUSPENDED" | "DEPROVISIONED";
}

/** One person of the local org, with every default filled in. */
export interface Person {
  readonly key: string;
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly department?: string;
  /** Keys of the access file's groups. */
  readonly groups: readonly string[];
  /** Names of further groups. */
  readonly otherGroups: readonly string[];
  readonly factors: readonly FactorKey[];
  readonly apps: readonly string[];
  readonly status: "ACTIVE" | "SUSPENDED" | "DEPROVISIONED";
}

/** What people prove who they are with, where nothing else is said. */
export const DEFAULT_FACTORS: readonly FactorKey[] = ["password", "totp"];

/**
 * Declares the people of the local org, by a short name each. A group that `access.ts` does not define is a compile error.
 *
 * @example
 * export default definePeople(access, {
 *   carla: { firstName: "Carla", lastName: "Clerk", groups: ["clerks"] },
 * });
 */
export function definePeople<const S extends string, const G extends string, const C extends string>(
  _access: AccessFile<S, G, C>,
  people: Record<string, PersonEntry<NoInfer<G>>>,
): Record<string, PersonEntry<G>> {
  return people;
}

const text = z.string().min(1, { error: "must not be empty" });

const personSchema = z.strictObject({
  firstName: text,
  lastName: text,
  login: text.optional(),
  department: text.optional(),
  groups: z.array(z.string()).default([]),
  otherGroups: z.array(text).default([]),
  factors: z.array(z.enum(FACTOR_KEYS)).default([...DEFAULT_FACTORS]),
  apps: z.array(text).default([]),
  status: z.enum(["ACTIVE", "SUSPENDED", "DEPROVISIONED"]).default("ACTIVE"),
});

const peopleSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9-]*$/, { error: "must be lower-case letters, digits and `-`, such as `carla`" }),
  personSchema,
);

/**
 * The people that a `people.ts` describes.
 *
 * @throws AccessError with every mistake: unknown groups with the nearest key, logins that stand twice.
 */
export function loadPeople(value: unknown, access: Access, source = "people.ts"): Person[] {
  const parsed = peopleSchema.safeParse(value);
  if (!parsed.success)
    throw new AccessError(
      source,
      zodFindings(parsed.error, () => Object.keys(personSchema.shape)),
    );
  const people = Object.entries(parsed.data).map(([key, entry]): Person => {
    return { key, ...entry, login: entry.login ?? `${key}@example.test` };
  });
  const findings = [...unknownGroups(people, access), ...repeatedLogins(people)];
  if (findings.length > 0) throw new AccessError(source, sortFindings(findings));
  return people;
}

function unknownGroups(people: readonly Person[], { groups }: Access): Finding[] {
  return people.flatMap(({ key, groups: named }) =>
    named.flatMap((value, index) => {
      if (groups.has(value)) return [];
      const path = pathOf([key, "groups", index]);
      return [unknownName({ rule: "unknown-group", kind: "group", path, value, allowed: [...groups.keys()] })];
    }),
  );
}

function repeatedLogins(people: readonly Person[]): Finding[] {
  return people.flatMap(({ key, login }, index) => {
    const first = people.findIndex((other) => other.login.toLowerCase() === login.toLowerCase());
    if (first === index) return [];
    const message = `the login \`${login}\` is that of \`${people[first]!.key}\` already; give each person one of their own`;
    return [{ rule: "repeated-login", level: "error", path: pathOf([key, "login"]), message } as const];
  });
}
