/** The steps of a rotation and their text: what to do, in which order. At no moment is a token request refused for it. */
import type { KeyAnswer } from "../local/keyTrial";
import type { Client } from "../model/file";

/** What a stack has registered of a client: public keys, or where the client publishes them. */
export type Registered =
  { readonly jwks: readonly { readonly kid: string; readonly n: string }[] } | { readonly uri: string };

/** The public half of the new key; undefined: it has yet to be made. */
export type NewKey = { readonly kty: string; readonly kid: string; readonly n: string; readonly e: string } | undefined;

/** One step. */
interface RotationStep {
  readonly text: string;
  /** What to write or to call. */
  readonly code?: string;
  readonly done: boolean;
}

/** The steps for one client in one stack. */
export function rotationSteps(
  client: Client,
  registered: Registered,
  next: NewKey,
  stack: string | undefined,
): RotationStep[] {
  const at = stack ?? "<stack>";
  if (client.handler !== undefined) return keyOfFunction(client, at);
  return "uri" in registered
    ? publishedKeys(client, registered.uri)
    : registeredKeys(client, registered.jwks, next, at);
}

const step = (text: string, code?: string, done = false): RotationStep => ({
  text,
  ...(code !== undefined && { code }),
  done,
});

function registeredKeys(
  { key }: Client,
  jwks: readonly { readonly n: string }[],
  next: NewKey,
  stack: string,
): RotationStep[] {
  const isThere = next !== undefined && jwks.some(({ n }) => n === next.n);
  const isAlone = isThere && jwks.length === 1;
  return [
    step(
      `make the new pair where \`${key}\` runs, and call this again with \`--new new.pem\` for its public half`,
      "openssl genrsa -out new.pem 2048",
      next !== undefined,
    ),
    step(
      `put the public half of the new key into \`Pulumi.${stack}.yaml\`, at \`okta-api-access:clients.${key}.jwks\`, behind the old one`,
      next === undefined ? undefined : `- ${JSON.stringify(next)}`,
      isThere,
    ),
    step("register it: from now on Okta takes both keys", `pulumi up --stack ${stack}`, isAlone),
    step(
      `let \`${key}\` sign with the new key, and name its \`kid\` in the head of each assertion`,
      undefined,
      isAlone,
    ),
    step(
      "wait until nothing signs with the old one any more: every instance has the new key, and Okta's System Log shows its tokens",
      undefined,
      isAlone,
    ),
    step(`take the old key out of \`Pulumi.${stack}.yaml\`, and delete its private half`, `pulumi up --stack ${stack}`),
  ];
}

function publishedKeys({ key }: Client, uri: string): RotationStep[] {
  return [
    step(`make the new pair where \`${key}\` runs`, "openssl genrsa -out new.pem 2048"),
    step(`publish its public half at \`${uri}\` beside the old one; no stack has to be applied`),
    step("wait until Okta reads the address again: it keeps what it has read for a while"),
    step(`let \`${key}\` sign with the new key, and name its \`kid\` in the head of each assertion`),
    step("wait until nothing signs with the old one any more, then take it away from the address"),
  ];
}

/** Its key never leaves AWS, so that there is nothing to hand over; the two updates are some seconds apart. */
function keyOfFunction({ key, handler }: Client, stack: string): RotationStep[] {
  return [
    step(
      `look at the URN of the key with which \`${handler}\` signs as \`${key}\``,
      `pulumi stack --show-urns --stack ${stack} | grep '${key}-key$'`,
    ),
    step(
      `replace it: AWS makes a new key, Okta is told of it, then the function. Between the last two, some seconds, Okta refuses \`${key}\`, and the function answers 503`,
      `pulumi up --stack ${stack} --replace <URN>`,
    ),
    step("the old key is scheduled for deletion in 30 days; it signs nothing any more that Okta takes"),
  ];
}

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
