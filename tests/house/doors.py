"""Every door of the house, and what each visitor is answered there. A new door needs its rows.

A row is a door's name, a method and one status for each visitor, in the order of `VISITORS`.
The object in the address is always the first team's, and belongs to its rep where somebody
owns it. What is not in the table must be answered 405, or by the lock on the way to it.
"""

VISITORS = (
    "anonymous",
    "rep",  # owns the object
    "colleague",  # another rep of the same team
    "manager",
    "admin",
    "stranger",  # a rep of another team
    "strange_manager",
    "key",  # with every scope
    "poor_key",  # with none
    "strange_key",  # of another team, with every scope
    "revoked_key",
)

# name, method                     nobody rep col mgr adm str smg key poor skey revoked
TABLE = """
desk:queue                    GET     302 200 200 200 200 200 200 302 302 302 302
desk:queue-list               GET     302 200 200 200 200 200 200 302 302 302 302
desk:card                     GET     302 200 200 200 200 404 404 302 302 302 302
desk:log                      POST    302 303 303 303 303 404 404 302 302 302 302
desk:undo                     POST    302 303 303 303 303 404 404 302 302 302 302
desk:claim                    GET     302 200 200 200 200 404 404 302 302 302 302
desk:claim                    POST    302 303 303 303 303 404 404 302 302 302 302
desk:claim-end                POST    302 303 303 303 303 404 404 302 302 302 302
desk:move                     POST    302 303 303 303 303 404 404 302 302 302 302
desk:reopen                   POST    302 303 303 303 303 404 404 302 302 302 302
desk:choose-time              POST    302 303 303 303 303 404 404 302 302 302 302
desk:undo-time                POST    302 303 303 303 303 404 404 302 302 302 302
desk:known                    GET     302 302 302 302 302 404 404 302 302 302 302
desk:known                    POST    302 302 302 302 302 404 404 302 302 302 302
desk:new                      GET     302 200 200 200 200 200 200 302 302 302 302
desk:new                      POST    302 422 422 422 422 422 422 302 302 302 302
desk:alike                    GET     302 200 200 200 200 200 200 302 302 302 302
desk:edit                     GET     302 200 200 200 200 404 404 302 302 302 302
desk:edit                     POST    302 422 422 422 422 404 404 302 302 302 302
desk:person-add               GET     302 200 200 200 200 404 404 302 302 302 302
desk:person-add               POST    302 422 422 422 422 404 404 302 302 302 302
desk:person                   GET     302 200 200 200 200 404 404 302 302 302 302
desk:person                   POST    302 422 422 422 422 404 404 302 302 302 302
desk:person-remove            POST    302 302 302 302 302 404 404 302 302 302 302
desk:preferences              GET     302 200 200 200 200 200 200 302 302 302 302
desk:preferences              POST    302 302 302 302 302 302 302 302 302 302 302
desk:prospects                GET     302 200 200 200 200 200 200 302 302 302 302
desk:export                   POST    302 403 403 200 200 403 200 302 302 302 302
desk:view-keep                POST    302 303 303 303 303 303 303 302 302 302 302
desk:view-remove              POST    302 303 404 303 303 404 404 302 302 302 302
desk:playbook                 GET     302 200 200 200 200 200 200 302 302 302 302
desk:script                   GET     302 403 403 200 200 403 200 302 302 302 302
desk:script                   POST    302 403 403 302 302 403 302 302 302 302 302
desk:script-ours              POST    302 403 403 302 302 403 302 302 302 302 302
desk:prospect                 GET     302 200 200 200 200 404 404 302 302 302 302

dashboards:overdue            GET     302 403 403 200 200 403 200 302 302 302 302
dashboards:preview            POST    302 403 403 200 200 403 422 302 302 302 302
dashboards:change             POST    302 403 403 302 302 403 422 302 302 302 302
dashboards:undo               POST    302 403 403 302 302 403 302 302 302 302 302

cadence:policy                GET     302 200 200 200 200 200 200 302 302 302 302
cadence:preview               POST    302 403 403 200 200 403 200 302 302 302 302
cadence:save                  POST    302 403 403 302 302 403 302 302 302 302 302
cadence:forecast              POST    302 403 403 200 200 403 200 302 302 302 302
cadence:new                   POST    302 403 403 302 302 403 302 302 302 302 302
cadence:back                  POST    302 403 403 302 302 403 404 302 302 302 302
cadence:campaign              POST    302 403 403 302 302 403 404 302 302 302 302
cadence:law                   GET     302 200 200 200 200 200 200 302 302 302 302
cadence:law-change            POST    302 403 403 302 302 403 302 302 302 302 302
cadence:law-end               POST    302 403 403 302 302 403 404 302 302 302 302
cadence:day-add               POST    302 403 403 302 302 403 302 302 302 302 302
cadence:day-remove            POST    302 403 403 302 302 403 404 302 302 302 302
cadence:calling-hours         GET     302 200 200 200 200 404 404 302 302 302 302

team:team                     GET     302 200 200 200 200 200 200 302 302 302 302
team:new                      GET     302 403 403 200 200 403 200 302 302 302 302
team:new                      POST    302 403 403 302 302 403 302 302 302 302 302
team:person                   GET     302 200 200 200 200 404 404 302 302 302 302
team:person                   POST    302 403 403 302 302 404 404 302 302 302 302
team:invite-again             POST    302 403 403 302 302 403 404 302 302 302 302
team:leave-add                POST    302 403 403 302 302 403 404 302 302 302 302
team:leave-end                POST    302 403 403 302 302 403 404 302 302 302 302
team:close                    GET     302 403 403 200 200 403 404 302 302 302 302
team:close                    POST    302 403 403 302 302 403 404 302 302 302 302
team:reopen                   POST    302 403 403 302 302 403 404 302 302 302 302
team:number-add               POST    302 403 403 302 302 403 302 302 302 302 302
team:number-use               POST    302 403 403 302 302 403 404 302 302 302 302
dashboards:say                POST    302 403 403 302 302 403 422 302 302 302 302
dashboards:unsay              POST    302 403 403 302 302 403 302 302 302 302 302

reminders:bell                GET     302 200 200 200 200 200 200 302 302 302 302
reminders:see-all             POST    302 302 302 302 302 302 302 302 302 302 302
reminders:see                 POST    302 302 404 404 404 404 404 302 302 302 302
reminders:news                GET     302 200 200 200 200 200 200 302 302 302 302
reminders:see-word            POST    302 302 404 404 404 404 404 302 302 302 302
reminders:wishes              GET     302 200 200 200 200 200 200 302 302 302 302
reminders:wishes              POST    302 302 302 302 302 302 302 302 302 302 302
reminders:subscribe           POST    302 422 422 422 422 422 422 302 302 302 302
reminders:unsubscribe         POST    302 302 302 302 302 302 302 302 302 302 302
reminders:worker              GET     200 200 200 200 200 200 200 200 200 200 200
reminders:automatic           GET     302 200 200 200 200 200 200 302 302 302 302
reminders:pause               POST    302 403 403 302 302 403 422 302 302 302 302
reminders:lift                POST    302 403 403 302 302 403 302 302 302 302 302
reminders:undelivered         GET     302 403 403 200 200 403 200 302 302 302 302
reminders:retry               POST    302 403 403 302 302 403 302 302 302 302 302
reminders:put-aside           POST    302 403 403 302 302 403 302 302 302 302 302
reminders:write-again         POST    302 403 403 302 302 403 302 302 302 302 302
metrics                       GET     404 404 404 404 404 404 404 404 404 404 404
reminders:healthz             GET     200 200 200 200 200 200 200 200 200 200 200
reminders:readyz              GET     503 503 503 503 503 503 503 503 503 503 503

people:welcome                GET     404 404 404 404 404 404 404 404 404 404 404
people:welcome                POST    404 404 404 404 404 404 404 404 404 404 404

schema                        GET     401 200 200 200 200 200 200 200 403 200 401
docs                          GET     302 200 200 200 200 200 200 302 302 302 302
prospects:queue               GET     401 200 403 200 200 403 400 200 403 400 401
prospects:list                GET     401 200 200 200 200 200 200 200 403 200 401
prospects:detail              GET     401 200 200 200 200 404 404 200 403 404 401
prospects:touches             GET     401 200 200 200 200 404 404 200 403 404 401
prospects:touches             POST    401 201 201 201 201 404 404 201 403 404 401
prospects:list                POST    401 201 201 201 201 201 201 201 403 201 401
prospects:detail              PATCH   401 200 200 200 200 404 404 200 403 404 401
prospects:all-touches         GET     401 200 200 200 200 200 200 200 403 200 401
prospects:all-touches         POST    401 201 201 201 201 400 400 201 403 400 401
prospects:contacts            GET     401 200 200 200 200 404 404 200 403 404 401
prospects:contacts            POST    401 201 201 201 201 404 404 201 403 404 401
prospects:contact             GET     401 200 200 200 200 404 404 200 403 404 401
prospects:contact             PATCH   401 200 200 200 200 404 404 200 403 404 401
prospects:contact             DELETE  401 204 204 204 204 404 404 204 403 404 401
prospects:close               POST    401 200 200 200 200 404 404 200 403 404 401
prospects:reopen              POST    401 200 200 200 200 404 404 200 403 404 401
prospects:hand-over           POST    401 403 403 200 200 403 404 200 403 404 401
prospects:snooze              POST    401 200 200 200 200 404 404 200 403 404 401
prospects:merge               POST    401 409 409 409 409 404 404 409 403 404 401
prospects:campaigns           GET     401 200 200 200 200 200 200 200 403 200 401
prospects:campaigns           POST    401 403 403 201 201 403 201 201 403 201 401
prospects:campaign            GET     401 200 200 200 200 404 404 200 403 404 401
prospects:campaign            PATCH   401 403 403 200 200 403 404 200 403 404 401
playbook:scripts              GET     401 200 200 200 200 200 200 200 403 200 401
playbook:scripts              POST    401 403 403 201 201 403 201 201 403 201 401
playbook:script               GET     401 200 200 200 200 404 404 200 403 404 401
playbook:script               PATCH   401 403 403 200 200 403 404 200 403 404 401
playbook:angles               GET     401 200 200 200 200 200 200 200 403 200 401
playbook:angles               POST    401 403 403 201 201 403 201 201 403 201 401
playbook:angle                GET     401 200 200 200 200 404 404 200 403 404 401
playbook:angle                PATCH   401 403 403 200 200 403 404 200 403 404 401
playbook:articles             GET     401 200 200 200 200 200 200 200 403 200 401
playbook:articles             POST    401 403 403 201 201 403 201 201 403 201 401
playbook:article              GET     401 200 200 200 200 404 404 200 403 404 401
playbook:article              PATCH   401 403 403 200 200 403 404 200 403 404 401
prospects:policies            GET     401 200 200 200 200 200 200 200 403 200 401
prospects:policies            POST    401 403 403 201 201 403 201 403 403 403 401
prospects:policy              GET     401 200 200 200 200 404 404 200 403 404 401
prospects:policy              PATCH   401 403 403 200 200 403 404 403 403 403 401
prospects:users               GET     401 200 200 200 200 200 200 200 403 200 401
prospects:users               POST    401 403 403 201 201 403 201 403 403 403 401
prospects:user                GET     401 200 200 200 200 404 404 200 403 404 401
prospects:user                PATCH   401 403 403 200 200 403 404 403 403 403 401
dashboards_api:overdue        GET     401 403 403 200 200 403 200 200 403 200 401
reminders_api:reminders       GET     401 200 200 200 200 200 200 403 403 403 401
reminders_api:seen            POST    401 200 404 404 404 404 404 403 403 403 401
intake:leads                  GET     401 403 403 200 200 403 200 200 403 200 401
intake:leads                  POST    401 403 403 201 201 403 201 201 403 201 401
intake:batch                  POST    401 403 403 200 200 403 200 200 403 200 401
intake:job                    GET     401 403 403 200 200 403 404 200 403 404 401
intake:job-errors             GET     401 403 403 200 200 403 404 200 403 404 401
intake:lead                   GET     401 403 403 200 200 403 404 200 403 404 401
intake:replay                 POST    401 403 403 409 409 403 404 409 403 404 401
intake:withdraw               POST    401 403 403 200 200 403 404 200 403 404 401
duplicates:list               GET     302 200 200 200 200 200 200 302 302 302 302
duplicates:pair               GET     302 200 200 200 200 404 404 302 302 302 302
duplicates:merge              POST    302 302 302 302 302 404 404 302 302 302 302
duplicates:tell-apart         POST    302 302 302 302 302 404 404 302 302 302 302
duplicates:undo               POST    302 302 302 302 302 404 404 302 302 302 302
pushed:leads                  GET     302 403 403 200 200 403 200 302 302 302 302
pushed:lead                   GET     302 403 403 200 200 403 404 302 302 302 302
pushed:replay                 POST    302 403 403 302 302 403 404 302 302 302 302
pushed:withdraw               POST    302 403 403 302 302 403 404 302 302 302 302
keys:keys                     GET     302 403 403 200 200 403 200 302 302 302 302
keys:keys                     POST    302 403 403 422 422 403 422 302 302 302 302
keys:rotate                   POST    302 403 403 302 302 403 404 302 302 302 302
keys:revoke                   POST    302 403 403 302 302 403 404 302 302 302 302
territories:territories       GET     302 403 403 200 200 403 200 302 302 302 302
territories:territories       POST    302 403 403 422 422 403 422 302 302 302 302
territories:remove            POST    302 403 403 302 302 403 404 302 302 302 302

imports:imports               GET     302 403 403 200 200 403 200 302 302 302 302
imports:imports               POST    302 403 403 422 422 403 422 302 302 302 302
imports:import                GET     302 403 403 200 200 403 404 302 302 302 302
imports:name                  POST    302 403 403 302 302 403 404 302 302 302 302
imports:start                 POST    302 403 403 302 302 403 404 302 302 302 302
imports:cancel                POST    302 403 403 302 302 403 404 302 302 302 302
imports:discard               POST    302 403 403 302 302 403 404 302 302 302 302
imports:take-back             POST    302 403 403 302 302 403 404 302 302 302 302
imports:refused               GET     302 403 403 200 200 403 404 302 302 302 302
webhooks:webhooks             GET     302 403 403 403 200 403 403 302 302 302 302
webhooks:webhooks             POST    302 403 403 403 200 403 403 302 302 302 302
webhooks:webhook              GET     302 403 403 403 200 403 403 302 302 302 302
webhooks:webhook              POST    302 403 403 403 302 403 403 302 302 302 302
webhooks:test                 POST    302 403 403 403 302 403 403 302 302 302 302
webhooks:rotate               POST    302 403 403 403 200 403 403 302 302 302 302
webhooks:pause                POST    302 403 403 403 302 403 403 302 302 302 302
webhooks:resume               POST    302 403 403 403 302 403 403 302 302 302 302
webhooks:remove               POST    302 403 403 403 302 403 403 302 302 302 302
webhooks:delivery             GET     302 403 403 403 200 403 403 302 302 302 302
webhooks:redeliver            POST    302 403 403 403 302 403 403 302 302 302 302
webhooks_api:webhooks         GET     401 403 403 403 200 403 403 200 403 200 401
webhooks_api:webhooks         POST    401 403 403 403 201 403 403 201 403 201 401
webhooks_api:webhook          GET     401 403 403 403 200 403 403 200 403 404 401
webhooks_api:webhook          PATCH   401 403 403 403 200 403 403 200 403 404 401
webhooks_api:webhook          DELETE  401 403 403 403 204 403 403 204 403 404 401
webhooks_api:secret           POST    401 403 403 403 200 403 403 200 403 404 401
webhooks_api:test             POST    401 403 403 403 202 403 403 202 403 404 401
webhooks_api:deliveries       GET     401 403 403 403 200 403 403 200 403 404 401
webhooks_api:redeliver        POST    401 403 403 403 202 403 403 202 403 404 401

account_login                 GET     200 302 302 302 302 302 302 200 200 200 200
account_login                 POST    200 302 302 302 302 302 302 200 200 200 200
account_logout                GET     302 200 200 200 200 200 200 302 302 302 302
account_logout                POST    302 302 302 302 302 302 302 302 302 302 302
account_inactive              GET     200 200 200 200 200 200 200 200 200 200 200
account_signup                GET     200 302 302 302 302 302 302 200 200 200 200
account_signup                POST    200 302 302 302 302 302 302 200 200 200 200
account_reauthenticate        GET     302 200 200 200 200 200 200 302 302 302 302
account_reauthenticate        POST    302 200 200 200 200 200 200 302 302 302 302
account_email                 GET     302 200 200 200 200 200 200 302 302 302 302
account_email                 POST    302 302 302 302 302 302 302 302 302 302 302
account_email_verification_sent GET   200 200 200 200 200 200 200 200 200 200 200
account_change_password       GET     302 200 200 200 200 200 200 302 302 302 302
account_change_password       POST    302 200 200 200 200 200 200 302 302 302 302
account_set_password          GET     302 302 302 302 302 302 302 302 302 302 302
account_set_password          POST    302 302 302 302 302 302 302 302 302 302 302
account_reset_password        GET     200 200 200 200 200 200 200 200 200 200 200
account_reset_password        POST    302 302 302 302 302 302 302 302 302 302 302
account_reset_password_done   GET     200 200 200 200 200 200 200 200 200 200 200
account_reset_password_from_key      GET  200 200 200 200 200 200 200 200 200 200 200
account_reset_password_from_key      POST 200 200 200 200 200 200 200 200 200 200 200
account_reset_password_from_key_done GET  200 200 200 200 200 200 200 200 200 200 200
account_confirm_login_code    GET     302 302 302 302 302 302 302 302 302 302 302
account_confirm_login_code    POST    302 302 302 302 302 302 302 302 302 302 302
account_confirm_email         GET     200 200 200 200 200 200 200 200 200 200 200
account_confirm_email         POST    404 404 404 404 404 404 404 404 404 404 404
mfa_index                     GET     302 200 200 200 200 200 200 302 302 302 302
mfa_authenticate              GET     302 302 302 302 302 302 302 302 302 302 302
mfa_authenticate              POST    302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate            GET     302 302 302 302 302 302 302 302 302 302 302
mfa_reauthenticate            POST    302 302 302 302 302 302 302 302 302 302 302
mfa_activate_totp             GET     302 302 302 302 302 302 302 302 302 302 302
mfa_activate_totp             POST    302 302 302 302 302 302 302 302 302 302 302
mfa_deactivate_totp           GET     302 404 404 404 404 404 404 302 302 302 302
mfa_deactivate_totp           POST    302 404 404 404 404 404 404 302 302 302 302
mfa_view_recovery_codes       GET     302 404 404 404 404 404 404 302 302 302 302
mfa_generate_recovery_codes   GET     302 302 302 302 302 302 302 302 302 302 302
mfa_generate_recovery_codes   POST    302 302 302 302 302 302 302 302 302 302 302
mfa_download_recovery_codes   GET     302 404 404 404 404 404 404 302 302 302 302
"""

# The doors that anybody may pass, and why each of them stands open.
OPEN = {
    "reminders:healthz": "a load balancer asks, and learns one word",
    "reminders:readyz": "a load balancer asks; the reasons name nobody",
    "reminders:worker": "a script that is the same for everybody",
    "account_login": "it is where one signs in",
    "account_inactive": "tells whoever was refused at sign-in why",
    "account_signup": "says that accounts are made by an administrator",
    "account_reset_password": "whoever forgot the password is not signed in",
    "account_reset_password_done": "the same words for every e-mail address",
    "account_reset_password_from_key": "opened by the key in the mail",
    "account_reset_password_from_key_done": "says that it worked",
    "account_confirm_email": "opened by the key in the mail",
    "account_email_verification_sent": "the same words for everybody",
}


def expectations() -> dict[tuple[str, str], dict[str, int]]:
    """Return the table as (name, method) -> visitor -> status."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for line in TABLE.strip().splitlines():
        if not line:
            continue
        name, method, *statuses = line.split()
        assert len(statuses) == len(VISITORS), line
        assert (name, method) not in found, line
        found[name, method] = dict(zip(VISITORS, map(int, statuses), strict=True))
    return found
