"""All of sign-in: codes, passwords, passkeys, the second step, sessions, invitations and the first run."""
