-- Who is before whom in line for one place. A message that is posted has a `ts` and is in neither, so that they stay as
-- small as what waits; without them a thousand messages of one Monday are read for each one of them.
CREATE INDEX "delivery_unposted_channel" ON "delivery" ("channel_id") WHERE "ts" IS NULL;
CREATE INDEX "delivery_unposted_person" ON "delivery" ("person_id") WHERE "ts" IS NULL;
