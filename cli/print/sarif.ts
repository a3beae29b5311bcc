/** Findings as SARIF 2.1.0, which the code scanning of a forge reads. */
import type { Finding } from "../../model/findings";

/** @param file the access file, as it was named on the command line. */
export function sarif(findings: readonly Finding[], file: string): unknown {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "access check", rules: rules.map((id) => ({ id })) } },
        results: findings.map(({ rule, level, path, message }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level,
          message: { text: path === "" ? message : `${path}: ${message}` },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri: file.replaceAll("\\", "/") } },
              ...(path === "" ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
            },
          ],
        })),
      },
    ],
  };
}
