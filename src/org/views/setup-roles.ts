import { input, type ModalView, multiUsersSelect } from '../../blockkit/index.ts';
import { orgIds } from '../ids.ts';
import { mostWorkflowOwners, type SetupDraft } from '../setup-draft.ts';
import { personInput, setupFrame } from './setup-frame.ts';

/** Step 2: who is asked for what. */
export function setupRolesView(draft: SetupDraft): ModalView {
  const owners = draft.workflowOwners ?? [];
  return setupFrame('roles', draft, 'Choose who is asked for what. One person may hold several roles.', [
    personInput(
      'operations_lead',
      'Operations lead',
      draft.operationsLead,
      "Sets the week's focus on the focus day, and may change these settings.",
    ),
    personInput('qa_lead', 'QA lead', draft.qaLead, 'Presents quality and issues at the checkpoint.'),
    input(
      'workflow_owners',
      'Workflow owners',
      multiUsersSelect(orgIds.enter, {
        max_selected_items: mostWorkflowOwners,
        ...(owners.length === 0 ? {} : { initial_users: owners }),
      }),
      { hint: `They propose the one change of the week. Up to ${mostWorkflowOwners} people.` },
    ),
    personInput(
      'approver',
      'Approver',
      draft.approver,
      'Approves the focus and its change. Best somebody other than the operations lead.',
    ),
  ]);
}
