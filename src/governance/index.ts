export { AuditLineSchema } from './audit-line.ts';
export { type AuditPages, auditPages, exportAudit } from './export-audit.ts';
export {
  type AuditProblem,
  type AuditProblemKind,
  type AuditVerdict,
  type ExpectedHead,
  parseHead,
  verifyAudit,
} from './verify-audit.ts';
export { type TextsVerdict, TextsVerdictSchema, verifyTexts } from './verify-texts.ts';
