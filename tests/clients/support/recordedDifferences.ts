/** In what recorded answers may differ from those of a local org that stands for theirs, and why. */

export interface Difference {
  /** The member: `settings.emOptInStatus`, `[]._links.owners`. */
  readonly at: string;
  readonly real: unknown;
  readonly local: unknown;
}

interface Reason {
  /** Method and path of the request. @default any */
  readonly of?: RegExp;
  readonly at: RegExp;
  readonly fits?: (difference: Difference) => boolean;
  /** Answers until that day. @default always */
  readonly until?: string;
}

const isNotRecorded = ({ real }: Difference) => real === undefined;

const REASONS: readonly Reason[] = [
  // What Okta has changed since.
  { at: /settings\.emOptInStatus$/, fits: isNotRecorded, until: "2025-07-31" },
  { at: /universalLogout$/, fits: isNotRecorded, until: "2025-05-31" },
  {
    at: /settings\.signOn\.defaultRelayState$/,
    fits: ({ real, local }) => real === "" && local === null,
    until: "2026-03-31",
  },
  { at: /_links\.owners$/, fits: isNotRecorded, until: "2025-12-31" },
  { at: /_links\.resetFactors$/, fits: isNotRecorded, until: "2025-12-31" },
  // What an org has, or has switched on, and the local one does not have.
  { at: /realmId$/ },
  { at: /conditions\.riskScore$/, fits: ({ local }) => local === undefined },
  { at: /_links\.resourceServerCredentialsKeys$/ },
  { at: /_links\.logo/ },
  { of: /okta-organization$/, at: /^(?:cell|pipeline|settings\.|id$)/ },
  // Read a moment too early.
  {
    of: /groups\/rules/,
    at: /^(?:status|allGroupsValid)$/,
    fits: ({ local }) => local === "INVALID" || local === false,
  },
  { of: /^PUT .*\/apps\/\w+\/groups\//, at: /^priority$/, fits: ({ real, local }) => real === 1 && local === 0 },
];

/** @param day of the newest thing in the answer, `2026-02-02`; empty: it tells none. */
export function isExplained(request: string, difference: Difference, day: string): boolean {
  return REASONS.some(
    ({ of = /./, at, fits = () => true, until }) =>
      of.test(request) && at.test(difference.at) && fits(difference) && (until === undefined || day <= until),
  );
}
