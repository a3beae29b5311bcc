/** Operations on a user's factors: list, enrol, activate. */
import { createHash } from "node:crypto";
import * as z from "zod";
import { oktaPath, passCode, phoneNumber, seconds } from "okta-api-access/service";
import { json, problem } from "okta-api-access/guard";
import { factorView, KINDS, viewFactor } from "./factorView";
import { isBelow, isWithin, type Limit } from "./limits";
import { oktaRefusal, withBody, type Operation, type OperationCall } from "./operation";
import { ownerOf } from "./ownItems";
import { viewUser } from "./userView";

export const listFactors: Operation = async ({ params, backend }) => {
  const response = await backend.okta({ method: "GET", path: oktaPath`/api/v1/users/${params["id"]!}/factors` });
  if (response.status !== 200 || !Array.isArray(response.body)) return oktaRefusal(response);
  return json(200, { factors: response.body.map(viewFactor) });
};

const enrolment = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("sms"), phoneNumber }),
  z.strictObject({ type: z.literal("email") }),
  z.strictObject({ type: z.literal("totp") }),
]);

const NOT_ENROLLED = {
  E0000001: problem(409, "a factor of this type is set up already, or cannot be set up for this user"),
  E0000038: problem(409, "the user is not active"),
};

/** INVARIANT: a code by mail goes to the user's own address, whoever asks: a factor at another one would be the asker's. */
function profileOf(body: z.infer<typeof enrolment>, email: string | null): object {
  if (body.type === "sms") return { phoneNumber: body.phoneNumber };
  return body.type === "email" ? { email } : {};
}

/** The level of a sign-in with two factors, which a factor that was set up here makes possible. */
export const FACTOR_WORTH = "urn:okta:loa:2fa:any";

/** Factors that one caller sets up, that one person gets, and that lead to one number, within so many seconds. */
const BY_CALLER = { max: 20, seconds: 3_600 };
const OF_PERSON = { inAll: 5, perClient: 3, seconds: 86_400 };
const OF_NUMBER = { max: 2, seconds: 86_400 };

/** Seconds for which whoever has set a factor up may not challenge it: three months. */
const ENROLLED_SECONDS = 7_776_000;

/** Under which it is kept who has set a factor up. */
export function enrolmentId(user: string, factor: string): string {
  return `enrolled#${user}#${factor}`;
}

/** What stands against one more; the number counts only where it was not refused for anything else. */
async function limitProblem(
  { caller, params, backend: { table, now } }: OperationCall,
  body: z.infer<typeof enrolment>,
): Promise<string | undefined> {
  const at = seconds(now());
  const mine = `enrols#${digest(caller.clientId, caller.subject)}`;
  if (!(await isBelow(table, mine, BY_CALLER.max, at + BY_CALLER.seconds)))
    return "too many factors have been set up by this caller in the last hour";
  const person: Limit = { id: `enrolled#${params["id"]!}`, ...OF_PERSON };
  if (!(await isWithin(table, caller, person, at))) return "too many factors have been set up for this person today";
  if (body.type !== "sms") return undefined;
  const number = `number#${digest(body.phoneNumber)}`;
  return (await isBelow(table, number, OF_NUMBER.max, at + OF_NUMBER.seconds))
    ? undefined
    : "this number has been set up too often today";
}

/** So that the table holds nobody's number. */
function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}

/** Okta writes to the person that a factor was set up, where the org's setting for it is on. */
export const enrolFactor = withBody(
  enrolment,
  'a factor: `type` must be "sms" with a `phoneNumber`, "email" or "totp"',
  async (call) => {
    const { caller, params, body, about, backend } = call;
    const path = oktaPath`/api/v1/users/${params["id"]!}`;
    const user = await backend.okta({ method: "GET", path });
    if (user.status !== 200) return oktaRefusal(user);
    const limited = await limitProblem(call, body);
    if (limited !== undefined) return problem(429, limited);
    const profile = profileOf(body, viewUser(user.body).email);
    const { factorType, provider } = KINDS[body.type];
    const response = await backend.okta({
      method: "POST",
      path: `${path}/factors`,
      body: { factorType, provider, profile },
    });
    if (response.status >= 300) return oktaRefusal(response, NOT_ENROLLED);
    const { id } = factorView.parse(response.body);
    about.factor = id;
    const expires = seconds(backend.now()) + ENROLLED_SECONDS;
    await backend.table.put({ id: enrolmentId(params["id"]!, id), expires, ...ownerOf(caller) });
    return json(201, enrolled(response.body));
  },
);

/** The secret of a one-time password is told this once, for the person to put it into an app. */
function enrolled(body: unknown) {
  const { _embedded } = factorView.parse(body);
  const secret = _embedded?.activation?.sharedSecret;
  return { ...viewFactor(body), ...(secret !== undefined && { sharedSecret: secret }) };
}

const activation = z.strictObject({ passCode });

/** Wrong codes for one factor within so many seconds. */
const CODES_MAX = 5;
const CODES_SECONDS = 900;

export const activateFactor = withBody(activation, "a `passCode` of digits", async ({ params, body, backend }) => {
  const { id = "", factorId = "" } = params;
  const until = seconds(backend.now()) + CODES_SECONDS;
  if (!(await isBelow(backend.table, `activate#${id}#${factorId}`, CODES_MAX, until)))
    return problem(429, "there have been too many codes for this factor in the last minutes");
  const path = oktaPath`/api/v1/users/${id}/factors/${factorId}/lifecycle/activate`;
  const response = await backend.okta({ method: "POST", path, body });
  if (response.status < 300) return json(200, viewFactor(response.body));
  return oktaRefusal(response, {
    E0000068: problem(422, "the code is wrong"),
    E0000082: problem(422, "the code was used before"),
    E0000038: problem(409, "the factor is active already"),
  });
});
