/**
 * The functions of Okta's expression language: how many arguments each takes, and whether the local Okta works it out.
 * Source: Okta's reference of its expression language and its guides on groups claims and dynamic allowlists.
 */

/** One function. */
export interface Signature {
  readonly min: number;
  readonly max: number;
  /** For the error: `2 arguments`. */
  readonly takes: string;
  /** Whether the local Okta evaluates it. What it does not is still an expression that Okta takes. */
  readonly modelled: boolean;
}

const ANY = Number.POSITIVE_INFINITY;

/** Name → least and greatest number of arguments. */
const MODELLED: Readonly<Record<string, readonly [number, number]>> = {
  "Arrays.add": [2, 2],
  "Arrays.remove": [2, 2],
  "Arrays.clear": [1, 1],
  "Arrays.get": [2, 2],
  "Arrays.flatten": [0, ANY],
  "Arrays.contains": [2, 2],
  "Arrays.size": [1, 1],
  "Arrays.isEmpty": [1, 1],
  "Arrays.toCsvString": [1, 1],
  "String.append": [2, 2],
  "String.join": [2, ANY],
  "String.len": [1, 1],
  "String.removeSpaces": [1, 1],
  "String.replace": [3, 3],
  "String.replaceFirst": [3, 3],
  "String.startsWith": [2, 2],
  "String.stringContains": [2, 2],
  "String.substring": [3, 3],
  "String.substringAfter": [2, 2],
  "String.substringBefore": [2, 2],
  "String.toLowerCase": [1, 1],
  "String.toUpperCase": [1, 1],
  isMemberOfGroup: [1, 1],
  isMemberOfAnyGroup: [1, ANY],
  isMemberOfGroupName: [1, 1],
  isMemberOfGroupNameStartsWith: [1, 1],
  isMemberOfGroupNameContains: [1, 1],
  isMemberOfGroupNameRegex: [1, 1],
  "Groups.startsWith": [3, 3],
  "Groups.contains": [3, 3],
  "Groups.endsWith": [3, 3],
  getFilteredGroups: [3, 3],
  "user.getGroups": [0, ANY],
  "user.isMemberOf": [1, ANY],
  "user.getInternalProperty": [1, 1],
};

const OTHERS: Readonly<Record<string, readonly [number, number]>> = {
  "String.stringSwitch": [2, ANY],
  toUpperCase: [1, 1],
  toLowerCase: [1, 1],
  substring: [3, 3],
  substringAfter: [2, 2],
  substringBefore: [2, 2],
  "Convert.toInt": [1, 1],
  "Convert.toNum": [1, 1],
  "Iso3166Convert.toAlpha2": [1, 1],
  "Iso3166Convert.toAlpha3": [1, 1],
  "Iso3166Convert.toNumeric": [1, 1],
  "Iso3166Convert.toName": [1, 1],
  "Time.now": [0, 2],
  "Time.fromWindowsToIso8601": [1, 1],
  "Time.fromUnixToIso8601": [1, 1],
  "Time.fromStringToIso8601": [2, 2],
  "Time.fromIso8601ToWindows": [1, 1],
  "Time.fromIso8601ToUnix": [1, 1],
  "Time.fromIso8601ToString": [2, 2],
  "user.getLinkedObject": [1, 1],
  getManagerUser: [1, 1],
  getManagerAppUser: [2, 2],
  getAssistantUser: [1, 1],
  getAssistantAppUser: [2, 2],
  hasDirectoryUser: [0, 0],
  hasWorkdayUser: [0, 0],
  findDirectoryUser: [0, 0],
  findWorkdayUser: [0, 0],
};

/** All functions by their names. */
export const SIGNATURES: ReadonlyMap<string, Signature> = new Map([...rows(MODELLED, true), ...rows(OTHERS, false)]);

function rows(table: Readonly<Record<string, readonly [number, number]>>, modelled: boolean): [string, Signature][] {
  return Object.entries(table).map(([name, [min, max]]) => [name, { min, max, takes: takes(min, max), modelled }]);
}

function takes(min: number, max: number): string {
  const count = max === ANY ? `${min} or more` : min === max ? `${min}` : `${min} to ${max}`;
  return count === "1" ? "1 argument" : `${count} arguments`;
}
