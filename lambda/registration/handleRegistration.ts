/** The registration service: takes a person's wish for an account, and tells nobody whether there is one already. */
import { z } from "zod";
import { bodyText, type HttpEvent } from "../http/event";
import { json, problem, type HttpResponse } from "../http/response";

/** Characters of the whole body. */
export const BODY_LENGTH_MAX = 4_096;

const name = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[^\p{Cc}\p{Cf}<>]+$/u);

/** What is asked for, and nothing more: an unknown field is refused. */
export const registrationSchema = z.strictObject({
  email: z.email().max(100),
  firstName: name,
  lastName: name,
});

export type Registration = z.infer<typeof registrationSchema>;

export interface RegistrationService {
  /** Takes one JSON line for each request, without the person's data. */
  readonly log: (line: string) => void;
}

export const HEALTH_ROUTE = "GET /health";
export const REGISTRATION_ROUTE = "POST /registrations";

/** INVARIANT: a well-formed request gets the same answer for anybody, or the service would tell who has an account. */
export function handleRegistration(event: HttpEvent, service: RegistrationService): HttpResponse {
  if (event.routeKey === HEALTH_ROUTE) return json(200, { status: "ok" });
  if (event.routeKey !== REGISTRATION_ROUTE) return problem(404, "there is no such operation");
  const answer = register(event);
  const requestId = event.requestContext?.requestId ?? null;
  const outcome = answer.statusCode < 400 ? "accepted" : "refused";
  service.log(JSON.stringify({ audit: "registration", outcome, status: answer.statusCode, requestId }));
  return answer;
}

function register(event: HttpEvent): HttpResponse {
  const type = Object.entries(event.headers ?? {}).find(([header]) => header.toLowerCase() === "content-type")?.[1];
  if (!/^application\/json\s*(;|$)/i.test(type ?? "")) return problem(415, "the body must be `application/json`");
  const text = bodyText(event);
  if (text.length > BODY_LENGTH_MAX) return problem(413, `the body must be at most ${BODY_LENGTH_MAX} characters long`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return problem(400, "the body must be JSON");
  }
  const parsed = registrationSchema.safeParse(body);
  if (!parsed.success) return problem(400, "the body is not a registration", { fields: wrongFields(parsed.error) });
  return json(202, { status: "accepted", detail: "if the address is not registered yet, a mail is on its way to it" });
}

/** Names of the fields alone: what was sent is not repeated. */
function wrongFields(error: z.ZodError): string[] {
  const fields = error.issues.map(({ path }) => (typeof path[0] === "string" ? path[0] : "(body)"));
  return [...new Set(fields)];
}
