/** What `access check` found, as text. */
import type { CheckReport, OrgReport, StackProof } from "../../model/ask";
import { printFindings } from "../../model/findings";

export interface NotesOption {
  /** Shows notes as well; without it they are counted. @default false */
  readonly notes?: boolean | undefined;
}

/** Findings, then what was proved, then the count. */
export function reportText({ findings, proofs }: CheckReport, options: NotesOption = {}): string {
  return textOf(
    findings,
    proofs.map((proof) => proofText(proof)),
    options,
  );
}

/** The same of several files: each proof with its file, then those of the files together. */
export function orgReportText({ findings, proofs, together }: OrgReport, options: NotesOption = {}): string {
  const proved = [
    ...proofs.map((proof) => proofText(proof, ` of ${proof.source}`)),
    ...together.map((proof) => proofText(proof, ` of ${proof.sources.join(" and ")} together, on one server`)),
  ];
  return textOf(findings, proved, options);
}

function textOf(findings: CheckReport["findings"], proofs: readonly string[], options: NotesOption): string {
  const count = (level: string) => {
    const { length } = findings.filter((finding) => finding.level === level);
    return `${length} ${level}${length === 1 ? "" : "s"}`;
  };
  const shown = findings.filter(({ level }) => options.notes || level !== "note");
  const wrong = findings.filter(({ level }) => level !== "note");
  const total = wrong.length === 0 ? "no findings" : `${count("error")}, ${count("warning")}`;
  const notes = findings.length === wrong.length ? "" : `, ${count("note")}${options.notes ? "" : ": see `--notes`"}`;
  return [...(shown.length === 0 ? [] : [printFindings(shown)]), ...proofs, `${total}${notes}`].join("\n");
}

type Proved = Pick<StackProof, "stack" | "cases" | "entries" | "problems"> & Partial<StackProof>;

function proofText(proof: Proved, of = ""): string {
  const { stack, cases, entries, problems } = proof;
  const where = stack === undefined ? of : `${of} for stack ${stack}`;
  if (problems.length > 0) return `the compiled plan${where} does not give what the file says`;
  const asked =
    cases === 0
      ? "too many questions to ask one by one"
      : `all ${cases.toLocaleString("en")} questions asked of file and plan`;
  return [`proved${where}: ${entries} rule entries symbolically, ${asked}`, ...derivedText(proof)].join("\n");
}

/** Group rules that an org takes, of all its products. Source: Okta's help on group rules. */
const GROUP_RULES_MAX = 2_000;

function derivedText({ derivedGroups = 0, derivedGroupsMax }: Partial<StackProof>): string[] {
  if (derivedGroups === 0) return [];
  const max = GROUP_RULES_MAX.toLocaleString("en");
  return [
    `derived groups: ${derivedGroups} of at most ${derivedGroupsMax}; each takes one of the ${max} group rules of an org`,
  ];
}
