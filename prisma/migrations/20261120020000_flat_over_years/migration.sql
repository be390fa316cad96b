-- What Home, `/pace status` and every prompt read of a team's actions and blockers: open ones, those of this week, and
-- those that were settled in it. Without these the whole past of the team is read.
CREATE INDEX "action_cycle_id_idx" ON "action" ("cycle_id");
CREATE INDEX "action_team_id_closed_at_idx" ON "action" ("team_id", "closed_at");
CREATE INDEX "action_owner_id_state_idx" ON "action" ("owner_id", "state");
CREATE INDEX "blocker_cycle_id_idx" ON "blocker" ("cycle_id");
CREATE INDEX "blocker_team_id_closed_at_idx" ON "blocker" ("team_id", "closed_at");
CREATE INDEX "blocker_owner_id_state_idx" ON "blocker" ("owner_id", "state");
