/** The recovery service's Lambda function. */
import { createHandler } from "../http/createHandler";
import { publicServiceOf } from "../public/publicService";
import { handleRecovery } from "./handleRecovery";

const service = publicServiceOf(process.env);

export const handler = createHandler((event) => handleRecovery(event, service));
