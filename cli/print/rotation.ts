/** The steps of a rotation and what came of its trial, as text. */
import type { KeyAnswer } from "../../local/keyTrial";
import type { RotationStep } from "../rotation";

/** Steps by number, then the trial as a table of answers. */
export function rotationText(client: string, steps: readonly RotationStep[], trial: readonly KeyAnswer[]): string {
  const listed = steps.flatMap(({ text, code, done }, index) => [
    `${done ? "✓" : " "} ${index + 1}. ${text}`,
    ...(code === undefined ? [] : [`       ${code}`]),
  ]);
  return [`a new key for \`${client}\`:`, ...listed, ...trialLines(trial)].join("\n");
}

function trialLines(trial: readonly KeyAnswer[]): string[] {
  if (trial.length === 0) return [];
  const lines = trial.map(({ registered, signedWith, taken, error }) => {
    const expected = ["both", signedWith].includes(registered);
    const mark = taken === expected ? "✓" : "✗";
    const where = registered === "both" ? "both keys registered" : `only the ${registered} key registered`;
    return `${mark} ${where}, signed with the ${signedWith} one: ${taken ? "a token" : `refused (${error})`}`;
  });
  return ["", "tried on a local Okta:", ...lines];
}
