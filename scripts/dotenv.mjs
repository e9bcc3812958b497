// Loaded before a command (node --import): what the environment says goes before the file .env.
import { existsSync } from 'node:fs'

if (existsSync('.env')) process.loadEnvFile('.env')
