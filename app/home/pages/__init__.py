"""HTML face: the start page, the dashboard, help, and the trail."""

from fastapi import APIRouter

from app.home.pages import boards, start

routers: tuple[APIRouter, ...] = (start.router, boards.router)
