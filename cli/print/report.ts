/** What `access check` found, as text. */
import type { CheckReport, StackProof } from "../../model/check";
import { printFindings } from "../../model/findings";

export function reportText({ findings, proofs }: CheckReport): string {
  const count = (level: string) => findings.filter((finding) => finding.level === level).length;
  const total = findings.length === 0 ? "no findings" : `${count("error")} errors, ${count("warning")} warnings`;
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
