/** The registration service's Lambda function. */
import { createHandler } from "../http/createHandler";
import { publicServiceOf } from "../public/publicService";
import { handleRegistration } from "./handleRegistration";

const service = publicServiceOf(process.env);

export const handler = createHandler((event) => handleRegistration(event, service));
