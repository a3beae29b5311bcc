/** Writes a function's audit trail: a line of JSON for each operation, by the logger of Powertools for AWS Lambda. */
import { Logger, LogFormatter, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";

/** What an operation says of itself. `audit` names its kind. */
export type AuditLine = Readonly<Record<string, unknown>> & { readonly audit: string };

/** Takes one line. */
export type Audit = (line: AuditLine) => void;

/**
 * To the function's log: the line's own fields after the logger's `level`, `message`, `timestamp`, `service` and, where the
 * request is traced, `xray_trace_id`. No variable of Powertools turns it off.
 *
 * @param service The function's name among others.
 */
export function createAudit(service: string): Audit {
  const logger = new Logger({ serviceName: service, logLevel: "INFO", sampleRateValue: 0, logFormatter: new Whole() });
  return (line) => logger.info(line.audit, line);
}

/** With the fields that are null: the logger's own format leaves them out, and "nobody" is what a reader may look for. */
class Whole extends LogFormatter {
  override formatAttributes(of: UnformattedAttributes, fields: LogAttributes): LogItem {
    const { logLevel: level, message, serviceName: service, xRayTraceId } = of;
    const timestamp = this.formatTimestamp(of.timestamp);
    return new WholeItem({ attributes: { level, message, timestamp, service, xray_trace_id: xRayTraceId, ...fields } });
  }
}

class WholeItem extends LogItem {
  override removeEmptyKeys(attributes: LogAttributes): LogAttributes {
    return attributes;
  }
}
