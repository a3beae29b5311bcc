/** What `access check` found, as text. */
import type { CheckReport, StackProof } from "../../model/ask";
import { printFindings } from "../../model/findings";

/** Findings, then what was proved, then the count. */
export function reportText({ findings, proofs }: CheckReport): string {
  const count = (level: string) => {
    const { length } = findings.filter((finding) => finding.level === level);
    return `${length} ${level}${length === 1 ? "" : "s"}`;
  };
  const total = findings.length === 0 ? "no findings" : `${count("error")}, ${count("warning")}`;
  return [...(findings.length === 0 ? [] : [printFindings(findings)]), ...proofs.map(proofText), total].join("\n");
}

function proofText({ stack, cases, entries, problems }: StackProof): string {
  const where = stack === undefined ? "" : ` for stack ${stack}`;
  if (problems.length > 0) return `the compiled plan${where} does not give what the file says`;
  const asked =
    cases === 0
      ? "too many questions to ask one by one"
      : `all ${cases.toLocaleString("en")} questions asked of file and plan`;
  return `proved${where}: ${entries} rule entries symbolically, ${asked}`;
}
