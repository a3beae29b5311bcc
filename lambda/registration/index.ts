/** The registration service's Lambda function, behind an HTTP API (payload 2.0). */
import type { HttpEvent } from "../http/event";
import type { HttpResponse } from "../http/response";
import { handleRegistration } from "./handleRegistration";

export async function handler(event: HttpEvent): Promise<HttpResponse> {
  return handleRegistration(event, { log: (line) => void process.stdout.write(`${line}\n`) });
}
