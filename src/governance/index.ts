export { AuditLineSchema } from './audit-line.ts';
export { backupPages } from './backup.ts';
export { BackupError, type BackupHeader, readBackup } from './backup-format.ts';
export { auditPages, exportAudit } from './export-audit.ts';
export {
  type KeyUsage,
  KeyUsageSchema,
  keyUsage,
  type RotationPlace,
  RotationPlaceSchema,
  retireKeys,
  rotateBatch,
} from './key-rotation.ts';
export { linesOf, linesOfFile } from './lines.ts';
export { restoreBackup } from './restore.ts';
export { planRetention, retentionDue } from './retention.ts';
export {
  type AuditProblemKind,
  type AuditVerdict,
  parseHead,
  verifyAudit,
} from './verify-audit.ts';
export {
  exportTexts,
  TextLineSchema,
  type TextsVerdict,
  TextsVerdictSchema,
  textPages,
  verifyTextLines,
  verifyTexts,
} from './verify-texts.ts';
