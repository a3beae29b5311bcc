/** Scopes that are worth as much as a sign-in, and are had without a step-up. */
import type { Finding } from "../../findings";
import { acrSatisfies, type StepUpAcr } from "../../okta/acr";
import type { ParsedAccess } from "../schema";
import { warning } from "./finding";

type ParsedScope = ParsedAccess["scopes"][string];

/** By one of these words a scope says that it is about what people sign in with. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  "factor",
  "credential",
  "password",
  "passkey",
  "authenticator",
  "mfa",
  "otp",
]);
/** By one of these, that it changes nothing about it. */
const HARMLESS: ReadonlySet<string> = new Set(["read", "list", "view", "get", "verify", "challenge", "check"]);
/** What a factor that was enrolled with the scope is good for: two factors. */
const WORTH: StepUpAcr = "urn:okta:loa:2fa:any";

/** Words for actions of which one undoes the other. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ["activate", "deactivate"],
  ["enable", "disable"],
  ["suspend", "unsuspend"],
  ["lock", "unlock"],
  ["block", "unblock"],
  ["delete", "restore"],
  ["grant", "revoke"],
  ["assign", "unassign"],
];

export function scopeStepUpFindings({ scopes }: ParsedAccess): Finding[] {
  return Object.entries(scopes).flatMap(([name, scope]) => [
    ...credentialFindings(name, scope),
    ...oppositeFindings(name, scope, scopes),
  ]);
}

/** Whoever enrols a factor for somebody can sign in with it: the scope is worth the strongest sign-in that it makes. */
function credentialFindings(name: string, { stepUp }: ParsedScope): Finding[] {
  const words = wordsOf(name);
  if (!words.some((word) => CREDENTIALS.has(word.replace(/s$/, ""))) || words.some((word) => HARMLESS.has(word)))
    return [];
  if (stepUp !== undefined && acrSatisfies(stepUp.acr, WORTH)) return [];
  const what = stepUp === undefined ? "has no `stepUp`" : `has a \`stepUp\` of \`${stepUp.acr}\``;
  return [
    warning(
      "scope-step-up",
      ["scopes", name],
      `is about what people sign in with, and ${what}: whoever holds it can make a sign-in that is stronger than their own; give it a \`stepUp\` of \`${WORTH}\` or more`,
    ),
  ];
}

function oppositeFindings(name: string, { stepUp }: ParsedScope, scopes: ParsedAccess["scopes"]): Finding[] {
  const other = OPPOSITES.flatMap(([a, b]) => [replaced(name, a, b), replaced(name, b, a)]).find(
    (candidate) => candidate !== undefined && scopes[candidate]?.stepUp !== undefined,
  );
  if (other === undefined) return [];
  const wanted = scopes[other]!.stepUp!;
  if (stepUp !== undefined && acrSatisfies(stepUp.acr, wanted.acr)) return [];
  return [
    warning(
      "scope-step-up",
      ["scopes", name],
      `undoes what \`${other}\` needs a step-up of \`${wanted.acr}\` for, and has ${stepUp === undefined ? "none" : "a weaker one"}; give it the same`,
    ),
  ];
}

/** The name with one of its words exchanged for another; undefined: it has no such word. */
function replaced(name: string, word: string, other: string): string | undefined {
  const parts = name.split(SEPARATORS);
  const index = parts.indexOf(word);
  return index === -1 ? undefined : parts.with(index, other).join("");
}

const SEPARATORS = /([^A-Za-z]+)/;

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
}
