/** What is written into buttons and forms, for ever: old messages stay clickable. None is a prefix of another. */
export const orgIds = {
  setUpTeam: 'team.setup',
  editTeam: 'team.edit',
  archiveTeam: 'team.archive',
  restoreTeam: 'team.restore',
  searchZones: 'zone.search',
  /** Every other input of the forms: it is read when the form is sent, and never heard by itself. */
  enter: 'field.enter',
  stepBack: 'setup_step.back',
  retryDelivery: 'delivery.retry',
  confirmDelivery: 'delivery.confirm',
  repostDelivery: 'delivery.repost',
} as const;

/** The forms of `/pace setup`, one per step. */
export const setupForms = {
  basics: 'setup_basics.submit',
  roles: 'setup_roles.submit',
  channels: 'setup_channels.submit',
  week: 'setup_week.submit',
} as const;
