/** The registration service's Lambda function. */
import { createHandler } from "okta-api-access/service";
import { publicServiceOf } from "../lib/publicService";
import { handleRegistration } from "./handleRegistration";

const service = publicServiceOf("registration", process.env);

export const handler = createHandler((event) => handleRegistration(event, service));
