"""The one router of this face."""

from fastapi import APIRouter

router = APIRouter()
