/** Findings as SARIF 2.1.0, which the code scanning of a forge reads. */
import type { Finding } from "../../model/findings";
import type { PlaceOf } from "../places";

/**
 * @param file the access file, as it was named on the command line.
 * @param placesOf where in the text of a file an entry stands.
 * @param tool the command that found them.
 */
export function sarif(
  findings: readonly Finding[],
  file: string,
  placesOf: (file: string) => PlaceOf,
  tool = "access check",
): unknown {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const places = new Map<string, PlaceOf>();
  const placeIn = (name: string): PlaceOf => {
    const known = places.get(name) ?? placesOf(name);
    places.set(name, known);
    return known;
  };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: tool, rules: rules.map((id) => ({ id })) } },
        results: findings.map(({ rule, level, path, message, file: own }) => {
          const uri = own === undefined ? file : beside(file, own);
          const place = placeIn(uri)(path);
          return {
            ruleId: rule,
            ruleIndex: rules.indexOf(rule),
            level,
            message: { text: path === "" ? message : `${path}: ${message}` },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: uri.replaceAll("\\", "/") },
                  ...(place && { region: { startLine: place.line, startColumn: place.column } }),
                },
                ...(path === "" ? {} : { logicalLocations: [{ fullyQualifiedName: path }] }),
              },
            ],
          };
        }),
      },
    ],
  };
}

/** A stack file stands beside the access file; one of several access files is named as it was on the command line. */
function beside(file: string, other: string): string {
  return /[/\\]/.test(other) ? other : file.replace(/[^/\\]*$/, other);
}
