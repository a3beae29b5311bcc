/** The recovery service's Lambda function. */
import { createHandler } from "okta-api-access/service";
import { publicServiceOf } from "../lib/publicService";
import { handleRecovery } from "./handleRecovery";

const service = publicServiceOf("recovery", process.env);

export const handler = createHandler((event) => handleRecovery(event, service));
