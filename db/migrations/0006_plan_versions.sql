-- What was sold stays what it was: a change makes another version.
revoke update, delete on plan_versions from tenant;
