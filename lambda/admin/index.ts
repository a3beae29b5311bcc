/** The admin service's Lambda function, behind an HTTP API (payload 2.0). */
import { readRequirements } from "../authorizer/settings";
import type { HttpEvent } from "../http/event";
import type { HttpResponse } from "../http/response";
import { handleAdmin } from "./handleAdmin";

const requirements = readRequirements(process.env["REQUIREMENTS"] ?? "");

export async function handler(event: HttpEvent): Promise<HttpResponse> {
  return handleAdmin(event, { requirements, log: (line) => void process.stdout.write(`${line}\n`) });
}
