export { AuditLineSchema } from './audit-line.ts';
export { auditPages, exportAudit } from './export-audit.ts';
export {
  type AuditProblemKind,
  type AuditVerdict,
  parseHead,
  verifyAudit,
} from './verify-audit.ts';
export { type TextsVerdict, TextsVerdictSchema, verifyTexts } from './verify-texts.ts';
