/** What came of expectations: for people, as TAP 14, and as JUnit XML. */
import type { ExpectationResult } from "../../model/ask";
import { printable } from "../../model/findings";

type Failure = ExpectationResult["failures"][number];

/** One line for all that hold; those that do not, with the rules that were looked at. */
export function expectationsText(results: readonly ExpectationResult[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0);
  const held = `${results.length - failed.length} of ${results.length} expectations hold`;
  const lines = failed.flatMap((result) => [
    `not as expected: ${result.path}: ${title(result)}`,
    ...(result.because === undefined ? [] : [`  expected because: ${printable(result.because)}`]),
    ...result.failures.flatMap((failure) => [
      `  ${failure.message}`,
      ...traceLines(failure).map((line) => `    ${line}`),
    ]),
  ]);
  return [...lines, held].join("\n");
}

/** TAP version 14; the failures in a YAML block below each line. Source: testanything.org. */
export function expectationsTap(results: readonly ExpectationResult[]): string {
  return [
    "TAP version 14",
    `1..${results.length}`,
    ...results.flatMap((result, index) => {
      const description = title(result).replace(/[\\#]/g, "\\$&");
      if (result.failures.length === 0) return [`ok ${index + 1} - ${description}`];
      return [
        `not ok ${index + 1} - ${description}`,
        "  ---",
        `  at: ${JSON.stringify(result.path)}`,
        "  failures:",
        ...result.failures
          .flatMap((failure) => [failure.message, ...traceLines(failure)])
          .map((line) => `    - ${JSON.stringify(line)}`),
        "  ...",
      ];
    }),
  ].join("\n");
}

/** JUnit XML, as test reports of forges read it: one case for each expectation and stack. */
export function expectationsJunit(results: readonly ExpectationResult[]): string {
  const failed = results.filter(({ failures }) => failures.length > 0).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${results.length}" failures="${failed}">`,
    `  <testsuite name="access expectations" tests="${results.length}" failures="${failed}" errors="0" skipped="0">`,
    ...results.flatMap((result) => {
      const open = `    <testcase classname="${xml(result.path)}" name="${xml(title(result))}"`;
      if (result.failures.length === 0) return [`${open}/>`];
      const text = result.failures
        .flatMap((failure) => [failure.message, ...traceLines(failure).map((line) => `  ${line}`)])
        .join("\n");
      return [
        `${open}>`,
        `      <failure message="${xml(result.failures[0]!.message)}">${xml(text)}</failure>`,
        "    </testcase>",
      ];
    }),
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

function title({ says, stack }: ExpectationResult): string {
  return printable(stack === undefined ? says : `${says} (stack ${stack})`);
}

/** The rules of the client that was asked, up to the one that decided. */
function traceLines({ trace }: Failure): string[] {
  return trace.map(
    ({ policy, rule, matched, because }) =>
      `${matched ? "yes" : "no "} ${policy}${rule === undefined ? "" : ` / ${rule}`}: ${because}`,
  );
}

/** XML 1.0 takes no control characters at all, escaped or not. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, "\u{FFFD}")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
