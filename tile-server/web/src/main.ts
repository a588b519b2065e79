import 'maplibre-gl/dist/maplibre-gl.css'
import './theme.css'
import { createApp } from 'vue'
import App from './App.vue'
import { report } from './state/problem'

const app = createApp(App)
// Whatever breaks, the user reads a sentence instead of looking at a blank page.
app.config.errorHandler = (error) => { report(error) }
window.addEventListener('unhandledrejection', ({ reason }) => { report(reason) })
app.mount('#app')
