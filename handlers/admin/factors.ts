/** Operations on a user's factors: list, enrol, activate. */
import * as z from "zod";
import { oktaPath, passCode, phoneNumber, seconds } from "okta-api-access/service";
import { json, problem } from "okta-api-access/guard";
import { factorView, KINDS, viewFactor } from "./factorView";
import { isBelow } from "./limits";
import { oktaRefusal, withBody, type Operation } from "./operation";
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

export const enrolFactor = withBody(
  enrolment,
  'a factor: `type` must be "sms" with a `phoneNumber`, "email" or "totp"',
  async ({ params, body, backend }) => {
    const path = oktaPath`/api/v1/users/${params["id"]!}`;
    const user = await backend.okta({ method: "GET", path });
    if (user.status !== 200) return oktaRefusal(user);
    const profile = profileOf(body, viewUser(user.body).email);
    const { factorType, provider } = KINDS[body.type];
    const response = await backend.okta({
      method: "POST",
      path: `${path}/factors`,
      body: { factorType, provider, profile },
    });
    return response.status < 300 ? json(201, enrolled(response.body)) : oktaRefusal(response, NOT_ENROLLED);
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
