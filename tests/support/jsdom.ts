import '@testing-library/jest-dom'
import { configure } from '@testing-library/react'

// How long something may take to appear says nothing about the product on a busy machine; what never appears fails all the same.
configure({ asyncUtilTimeout: 10_000 })
