"""The script's checks, in their order; each client has them all by these names (README.md says what they are)."""
import fnmatch

CONNECT, END = 'connect', 'end'
CHECKS = ('card', 'send', 'unicode', 'file', 'file name', 'link', 'data', 'message', 'send file', 'send link', 'send data', 'reject', 'at once',
          'cancel', 'stream', 'stream message', 'subscribe', 'turns', 'history', 'list', 'push', 'push delivery', 'push in send',
          'extended card', 'unknown task', 'ended task', 'ended stream')


def matching(patterns):
    return [name for name in CHECKS if not patterns or any(fnmatch.fnmatch(name, each.strip()) for each in patterns.split(','))]


def completed(printed, names, errors):
    """What a client printed, with a failed check for each that it left out, and one if it did not come to its end."""
    checks = list(printed)
    if not checks or checks[-1]['check'] != END:
        return [*checks, failed(END, f'the client did not come to its end: {errors[-1000:]}')]
    seen = {check['check'] for check in checks}
    if any(check['check'] == CONNECT and check['ok'] for check in checks):
        checks += [failed(name, 'the client did not run it') for name in names if name not in seen]
    return checks


def failed(name, why):
    return {'check': name, 'ok': False, 'why': why}
